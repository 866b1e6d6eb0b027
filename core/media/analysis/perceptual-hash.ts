/** Edge of the grey picture that is transformed, and of the block of low frequencies that is kept. */
const EDGE = 32;
const KEPT = 8;
/** Frequencies weaker than this are rounding: a plain surface has none. */
const NOISE = 1e-3;

/** `COSINES[u * EDGE + x]` of a DCT-II. */
const COSINES = Float64Array.from({ length: KEPT * EDGE }, (_, index) => {
  const [u, x] = [Math.floor(index / EDGE), index % EDGE];
  return Math.cos(((2 * x + 1) * u * Math.PI) / (2 * EDGE));
});

/**
 * The 64-bit DCT hash of a picture as 16 hex digits (http://www.hackerfactor.com/blog/?/archives/432-Looks-Like-It.html):
 * the 8 × 8 lowest frequencies of its 32 × 32 grey version, each a bit that says whether it lies above their median.
 * Pictures that look alike differ in few bits. Transparent pixels are seen on white.
 */
export function perceptualHash(rgba: Uint8Array, width: number, height: number): string {
  const frequencies = transform(shrinkToGrey(rgba, width, height));
  for (const [index, value] of frequencies.entries()) {
    if (Math.abs(value) < NOISE) frequencies[index] = 0;
  }
  // The first one is the brightness of all, hundreds of times larger than the rest.
  const sorted = [...frequencies.subarray(1)].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  let bits = 0n;
  for (const value of frequencies) bits = (bits << 1n) | (value > median ? 1n : 0n);
  return bits.toString(16).padStart(16, '0');
}

/** 32 × 32 values of 0 to 255: each the mean of the pixels it covers, edge pixels by the part that is covered. */
function shrinkToGrey(rgba: Uint8Array, width: number, height: number): Float64Array {
  const rows = new Float64Array(EDGE * height);
  for (let y = 0; y < height; y += 1) {
    spread(width, (x, cell, part) => {
      const at = (y * width + x) * 4;
      const light = 0.299 * rgba[at]! + 0.587 * rgba[at + 1]! + 0.114 * rgba[at + 2]!;
      const alpha = rgba[at + 3]! / 255;
      rows[y * EDGE + cell]! += (light * alpha + 255 * (1 - alpha)) * part;
    });
  }
  const grey = new Float64Array(EDGE * EDGE);
  spread(height, (y, cell, part) => {
    for (let x = 0; x < EDGE; x += 1) grey[cell * EDGE + x]! += rows[y * EDGE + x]! * part;
  });
  return grey;
}

/** Tells which cell each of `size` pixels falls into, and what part of the cell it is; a pixel may fall into several. */
function spread(size: number, tell: (pixel: number, cell: number, part: number) => void): void {
  const scale = size / EDGE;
  for (let cell = 0; cell < EDGE; cell += 1) {
    const [from, to] = [cell * scale, (cell + 1) * scale];
    for (let pixel = Math.floor(from); pixel < Math.min(to, size); pixel += 1) {
      const covered = Math.min(pixel + 1, to) - Math.max(pixel, from);
      if (covered > 1e-9) tell(pixel, cell, covered / scale);
    }
  }
}

/** The 8 × 8 lowest frequencies of a two-dimensional DCT-II, row by row; only those are computed. */
function transform(grey: Float64Array): Float64Array {
  const rows = new Float64Array(EDGE * KEPT);
  for (let y = 0; y < EDGE; y += 1) {
    for (let u = 0; u < KEPT; u += 1) {
      let sum = 0;
      for (let x = 0; x < EDGE; x += 1) sum += grey[y * EDGE + x]! * COSINES[u * EDGE + x]!;
      rows[y * KEPT + u] = sum;
    }
  }
  const kept = new Float64Array(KEPT * KEPT);
  for (let v = 0; v < KEPT; v += 1) {
    for (let u = 0; u < KEPT; u += 1) {
      let sum = 0;
      for (let y = 0; y < EDGE; y += 1) sum += rows[y * KEPT + u]! * COSINES[v * EDGE + y]!;
      kept[v * KEPT + u] = sum / EDGE;
    }
  }
  return kept;
}
