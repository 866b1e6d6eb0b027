/** Three bytes a pixel, row by row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

interface Colours {
  mean: [number, number, number];
  spread: [number, number, number];
}

/** Every so many pixels are enough to know the colours of a picture. */
const SAMPLE = 7;

/** Mean and standard deviation of each channel, 0 to 255. */
function coloursOf({ data }: Pixels): Colours {
  const sum = [0, 0, 0];
  const squares = [0, 0, 0];
  let count = 0;
  for (let i = 0; i + 2 < data.length; i += 3 * SAMPLE, count += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const value = data[i + channel]!;
      sum[channel]! += value;
      squares[channel]! += value * value;
    }
  }
  const of = (channel: number): [number, number] => {
    const mean = sum[channel]! / count;
    return [mean, Math.sqrt(Math.max(0, squares[channel]! / count - mean * mean))];
  };
  const [r, g, b] = [of(0), of(1), of(2)];
  return { mean: [r[0], g[0], b[0]], spread: [r[1], g[1], b[1]] };
}

/**
 * The drawing in the colours of another picture: each channel gets its mean and spread (Reinhard et al. 2001, "Color
 * Transfer between Images", without the change of colour space, which a draft can do without).
 */
export function inColoursOf(drawing: Pixels, model: Pixels): Pixels {
  const from = coloursOf(drawing);
  const to = coloursOf(model);
  const data = new Uint8Array(drawing.data.length);
  for (let channel = 0; channel < 3; channel += 1) {
    // What is flat stays flat: noise is not to be blown up.
    const scale = Math.min(3, to.spread[channel]! / Math.max(4, from.spread[channel]!));
    for (let i = channel; i < data.length; i += 3) {
      const value = (drawing.data[i]! - from.mean[channel]!) * scale + to.mean[channel]!;
      data[i] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return { ...drawing, data };
}

/**
 * `under` where the mask is 0, and from there on as much of `over` as strength and mask allow. All of one size; a mask
 * is one byte a pixel, absent: all of it may change. Where it is 0, pixels stay identical.
 */
export function mix(under: Pixels, over: Pixels, strength: number, mask?: Uint8Array): Pixels {
  const data = new Uint8Array(under.data);
  for (let pixel = 0, i = 0; i < data.length; pixel += 1, i += 3) {
    const share = strength * (mask ? mask[pixel]! / 255 : 1);
    if (share === 0) continue;
    for (let channel = i; channel < i + 3; channel += 1) {
      data[channel] = Math.round(data[channel]! + (over.data[channel]! - data[channel]!) * share);
    }
  }
  return { ...under, data };
}
