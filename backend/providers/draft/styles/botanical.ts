import { blend, type Canvas, disc, shade, type Tick } from '../canvas.ts';
import { mixRgb, type Rgb, scaleRgb } from '../colour.ts';
import { createField } from '../field.ts';
import { createNoise } from '../noise.ts';
import { bezier, fillPath, stroke } from '../path.ts';
import type { Random } from '../random.ts';
import { clamp, distance, lerp, smooth } from '../shape.ts';
import type { Brief, Style } from '../style.ts';

/** Plants grown by a branching rule (a bracketed L-system, Lindenmayer 1968) and pressed on paper. */
export const botanical: Style = {
  look: { vignette: 0.14, grain: 0.02, bloom: 0 },
  paint(canvas, brief, tick) {
    paintGround(canvas, brief, tick);
    const { width, height, unit } = canvas;
    const random = brief.random.fork('plants');
    const stems = Math.max(3, Math.round((width / unit) * 5 * (0.6 + brief.detail * 0.4)));
    const order = Array.from({ length: stems }, (_, i) => i).sort(
      (a, b) => Math.abs(b - stems / 2) - Math.abs(a - stems / 2),
    );
    order.forEach((slot, k) => {
      tick(0.25 + (0.6 * k) / stems);
      const species = random.pick(SPECIES);
      const x = width * lerp(0.1, 0.9, (slot + 0.5) / stems) + random.bell() * unit * 0.03;
      const centred = 1 - Math.abs(x / width - 0.5) * 1.1;
      growPlant(canvas, brief, random.fork(`plant ${slot}`), {
        species,
        x,
        y: height * 1.03,
        tall: height * lerp(0.42, 0.84, clamp(centred + random.bell() * 0.25)),
        depth: k / stems,
      });
    });
  },
};

function paintGround(canvas: Canvas, brief: Brief, tick: Tick): void {
  const { width, height, unit } = canvas;
  const { palette } = brief;
  const random = brief.random.fork('ground');
  const noise = createNoise(random);
  const stain = createField(width, height, 6, (x, y) =>
    noise.fbm((x / unit) * 2.4, (y / unit) * 2.4, 4),
  );
  const tooth = createField(width, height, 2, (x, y) => noise.at((x / unit) * 70, (y / unit) * 70));
  const dark = palette.dark || random.chance(0.3);
  const base = dark ? mixRgb(palette.ramp(0.08), [0, 0, 0], 0.25) : palette.paper;
  const tint = dark ? palette.ramp(0.25) : mixRgb(palette.paper, palette.ramp(0.8), 0.6);
  const [sx, sy, sr] = [
    width * random.range(0.35, 0.65),
    height * random.range(0.3, 0.45),
    unit * random.range(0.24, 0.34),
  ];
  const sun = dark
    ? mixRgb(palette.ramp(0.45), palette.accent, 0.3)
    : mixRgb(palette.accents[2] ?? palette.light, palette.paper, 0.3);
  shade(
    canvas,
    tick,
    (x, y, out) => {
      const s = stain.at(x, y);
      const wet = clamp(0.4 + s * 0.8);
      const relief = 1 + tooth.at(x, y) * 0.025;
      const far = distance(x - sx, y - sy) + s * unit * 0.012;
      const round = smooth(sr + 1, sr - 1, far) * (0.82 + s * 0.3);
      for (let c = 0; c < 3; c += 1) {
        const ground = lerp(base[c]!, tint[c]!, wet * 0.5);
        out[c] = lerp(ground, sun[c]!, clamp(round)) * relief;
      }
    },
    [0, 0.22],
  );
}

interface Species {
  /** Turn between leaves and stem, in radians. */
  spread: number;
  leaf: 'lance' | 'round' | 'fern' | 'heart';
  pairs: number;
  /** Length of a leaf as a part of the plant. */
  size: number;
  flower: 'none' | 'daisy' | 'tulip' | 'umbel' | 'berry';
  branches: number;
}

const SPECIES: readonly Species[] = [
  { spread: 0.75, leaf: 'lance', pairs: 11, size: 0.24, flower: 'none', branches: 0 },
  { spread: 0.95, leaf: 'fern', pairs: 20, size: 0.2, flower: 'none', branches: 0 },
  { spread: 0.6, leaf: 'lance', pairs: 4, size: 0.3, flower: 'tulip', branches: 0 },
  { spread: 0.85, leaf: 'round', pairs: 8, size: 0.13, flower: 'berry', branches: 2 },
  { spread: 0.7, leaf: 'lance', pairs: 5, size: 0.15, flower: 'daisy', branches: 2 },
  { spread: 0.8, leaf: 'fern', pairs: 6, size: 0.14, flower: 'umbel', branches: 1 },
  { spread: 0.9, leaf: 'heart', pairs: 7, size: 0.17, flower: 'daisy', branches: 1 },
];

interface Plant {
  species: Species;
  x: number;
  y: number;
  tall: number;
  /** 0 the farthest, 1 the nearest. */
  depth: number;
}

function growPlant(canvas: Canvas, brief: Brief, random: Random, plant: Plant): void {
  const { palette } = brief;
  const greens = mixRgb(
    palette.ramp(random.range(0.18, 0.5)),
    palette.accents[1] ?? palette.accent,
    random.range(0.2, 0.6),
  );
  const leaf = mixRgb(greens, palette.ramp(0.8), (1 - plant.depth) * 0.4);
  const bloom = palette.accents[random.pick([0, 0, 2])] ?? palette.accent;
  branch(canvas, random, plant, {
    x: plant.x,
    y: plant.y,
    angle: -Math.PI / 2 + random.bell() * 0.16,
    length: plant.tall,
    bend: random.bell() * 0.5,
    branches: plant.species.branches,
    scale: 1,
    leaf,
    bloom,
    heart: palette.light,
  });
}

interface Shoot {
  x: number;
  y: number;
  angle: number;
  length: number;
  bend: number;
  branches: number;
  scale: number;
  leaf: Rgb;
  bloom: Rgb;
  heart: Rgb;
}

function branch(canvas: Canvas, random: Random, plant: Plant, shoot: Shoot): void {
  const steps = 22;
  const { species } = plant;
  const points: number[] = [shoot.x, shoot.y];
  const widths: number[] = [canvas.unit * 0.0095 * shoot.scale];
  let { x, y, angle } = shoot;
  const joints: { x: number; y: number; angle: number; along: number }[] = [];
  for (let i = 1; i <= steps; i += 1) {
    const along = i / steps;
    angle += (shoot.bend * along * 2.4) / steps + random.bell() * 0.02;
    x += (Math.cos(angle) * shoot.length) / steps;
    y += (Math.sin(angle) * shoot.length) / steps;
    points.push(x, y);
    widths.push(canvas.unit * lerp(0.0095, 0.0022, along) * shoot.scale);
    joints.push({ x, y, angle, along });
  }
  const stem = scaleRgb(shoot.leaf, 0.7);
  fillPath(canvas, [stroke(points, widths)], (px, py, cover) => blend(canvas, px, py, stem, cover));
  for (let b = 0; b < shoot.branches; b += 1) {
    const from = joints[Math.floor(steps * random.range(0.35, 0.75))]!;
    const side = b % 2 === 0 ? 1 : -1;
    const turned = from.angle + side * random.range(0.4, 0.7);
    const length = shoot.length * (1 - from.along) * random.range(0.7, 1);
    branch(canvas, random, plant, {
      ...shoot,
      ...from,
      angle: turned,
      length,
      bend: -side * 0.4,
      branches: 0,
      scale: shoot.scale * 0.75,
    });
  }
  growLeaves(canvas, random, plant, shoot, joints);
  const tip = joints[steps - 1]!;
  growFlower(canvas, random, species, shoot, tip);
}

function growLeaves(
  canvas: Canvas,
  random: Random,
  { species, tall }: Plant,
  shoot: Shoot,
  joints: readonly { x: number; y: number; angle: number; along: number }[],
): void {
  // In a tall picture the stems grow, not the leaves.
  const reach = Math.min(tall, canvas.unit * 0.82);
  const pairs = shoot.scale < 1 ? Math.ceil(species.pairs / 2) : species.pairs;
  for (let k = 0; k < pairs; k += 1) {
    const along = lerp(0.16, species.flower === 'none' ? 0.98 : 0.8, k / Math.max(1, pairs - 1));
    const joint = joints[Math.min(joints.length - 1, Math.floor(along * joints.length))]!;
    const size =
      reach *
      species.size *
      shoot.scale *
      Math.sin(Math.PI * (0.18 + 0.72 * (1 - along) ** 0.8)) *
      random.range(0.85, 1.12);
    for (const side of [-1, 1]) {
      const angle = joint.angle + side * species.spread * random.range(0.85, 1.15);
      const tone = mixRgb(shoot.leaf, shoot.heart, random.range(0, 0.16));
      drawLeaf(canvas, species.leaf, { x: joint.x, y: joint.y, angle, size, side }, tone);
    }
  }
}

const WIDTH = { lance: 0.16, round: 0.4, fern: 0.075, heart: 0.34 } as const;

/** Two curves from stalk to tip; lit on the half that faces up, darker along the rib. */
function drawLeaf(
  canvas: Canvas,
  kind: Species['leaf'],
  leaf: { x: number; y: number; angle: number; size: number; side: number },
  colour: Rgb,
): void {
  const { x, y, angle, size, side } = leaf;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const droop = side * 0.14;
  const at = (along: number, off: number): [number, number] => {
    const bent = off + along * along * droop;
    return [x + (cos * along - sin * bent) * size, y + (sin * along + cos * bent) * size];
  };
  const wide = WIDTH[kind] * 1.35;
  const belly = kind === 'heart' ? 0.12 : kind === 'round' ? 0.3 : 0.28;
  const half = (way: number): number[] => [
    ...at(0, 0),
    ...bezier(at(0, 0), at(belly, wide * way), at(0.72, wide * 0.72 * way), at(1, 0), 14),
  ];
  for (const way of [-1, 1]) {
    const lit = scaleRgb(colour, way * side < 0 ? 1.12 : 0.84);
    fillPath(canvas, [half(way)], (px, py, cover) => {
      const along = ((px - x) * cos + (py - y) * sin) / size;
      const off = Math.abs((px - x) * -sin + (py - y) * cos) / size - along * along * 0.1;
      const vein = Math.abs(((along - off * 0.9) * 9) % 1) < 0.12 ? 0.9 : 1;
      blend(
        canvas,
        px,
        py,
        scaleRgb(lit, (0.82 + along * 0.3) * (kind === 'fern' ? 1 : vein)),
        cover * 0.96,
      );
    });
  }
  if (kind !== 'fern') {
    const rib = stroke(
      [...at(0, 0), ...at(0.5, 0), ...at(0.96, 0)],
      [size * 0.016, size * 0.01, 0.5],
    );
    const pale = mixRgb(colour, [1, 1, 1], 0.35);
    fillPath(canvas, [rib], (px, py, cover) => blend(canvas, px, py, pale, cover * 0.6));
  }
}

function growFlower(
  canvas: Canvas,
  random: Random,
  species: Species,
  shoot: Shoot,
  tip: { x: number; y: number; angle: number },
): void {
  const { unit } = canvas;
  const size = unit * random.range(0.05, 0.085) * (shoot.scale < 1 ? 0.72 : 1);
  if (species.flower === 'daisy') {
    const petals = 9 + random.int(6);
    for (const ring of [1, 0.72]) {
      for (let i = 0; i < petals; i += 1) {
        const angle = (i / petals) * Math.PI * 2 + ring * 2 + random.bell() * 0.08;
        const tone = scaleRgb(
          mixRgb(shoot.bloom, shoot.heart, ring < 1 ? 0.35 : 0.06),
          random.range(0.9, 1.08),
        );
        drawLeaf(canvas, 'round', { ...tip, angle, size: size * ring, side: 1 }, tone);
      }
    }
    disc(canvas, tip.x, tip.y, size * 0.24, scaleRgb(shoot.heart, 0.62), 1, 2);
    for (let i = 0; i < 26; i += 1) {
      const [angle, far] = [i * 2.39996, size * 0.21 * Math.sqrt(i / 26)];
      disc(
        canvas,
        tip.x + Math.cos(angle) * far,
        tip.y + Math.sin(angle) * far,
        size * 0.028,
        shoot.heart,
        0.9,
      );
    }
  } else if (species.flower === 'tulip') {
    for (const [off, shadeOf] of [
      [-0.5, 0.78],
      [0.5, 0.86],
      [-0.22, 1],
      [0.22, 1.06],
      [0, 1.18],
    ] as const) {
      drawLeaf(
        canvas,
        'round',
        { ...tip, angle: tip.angle + off, size: size * 1.7, side: off < 0 ? -1 : 1 },
        scaleRgb(shoot.bloom, shadeOf),
      );
    }
  } else if (species.flower !== 'none') {
    cluster(canvas, random, species.flower, shoot, { ...tip, size });
  }
}

function cluster(
  canvas: Canvas,
  random: Random,
  kind: 'umbel' | 'berry',
  shoot: Shoot,
  tip: { x: number; y: number; angle: number; size: number },
): void {
  const rays = kind === 'umbel' ? 15 : 9;
  const stem = scaleRgb(shoot.leaf, 0.75);
  for (let i = 0; i < rays; i += 1) {
    const angle = tip.angle + lerp(-1.15, 1.15, i / (rays - 1)) + random.bell() * 0.06;
    const far = tip.size * random.range(1.2, 1.7);
    const [x, y] = [tip.x + Math.cos(angle) * far, tip.y + Math.sin(angle) * far];
    const line = stroke([tip.x, tip.y, x, y], [canvas.unit * 0.0026, canvas.unit * 0.0014]);
    fillPath(canvas, [line], (px, py, cover) => blend(canvas, px, py, stem, cover));
    if (kind === 'berry') {
      const radius = tip.size * random.range(0.17, 0.24);
      disc(canvas, x, y, radius, scaleRgb(shoot.bloom, 0.85), 1);
      disc(
        canvas,
        x - radius * 0.2,
        y - radius * 0.25,
        radius * 0.62,
        mixRgb(shoot.bloom, [1, 1, 1], 0.12),
        0.6,
        radius * 0.8,
      );
      disc(
        canvas,
        x - radius * 0.32,
        y - radius * 0.36,
        radius * 0.16,
        [1, 1, 1],
        0.7,
        radius * 0.12,
      );
      continue;
    }
    for (let j = 0; j < 12; j += 1) {
      const [turn, out] = [j * 2.39996, tip.size * 0.26 * Math.sqrt(j / 12)];
      disc(
        canvas,
        x + Math.cos(turn) * out,
        y + Math.sin(turn) * out,
        tip.size * 0.062,
        mixRgb(shoot.bloom, shoot.heart, random.range(0.2, 0.8)),
        0.95,
      );
    }
  }
}
