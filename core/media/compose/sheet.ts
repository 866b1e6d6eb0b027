import { readFile } from 'node:fs/promises';
import sharp, { type OverlayOptions } from 'sharp';
import type { ThumbnailSize } from '../../../contract/media.ts';
import type { Sheet } from '../../../contract/sheet.ts';
import { setWords } from './set-words.ts';

/** Where the small picture of a content lies, made here; undefined where it cannot be had. */
export type ThumbnailPath = (sha256: string, size: ThumbnailSize) => Promise<string | undefined>;

const EDGE = { most: 384, least: 96 } as const;
/** Pixels of the whole: what a viewer opens at once. */
const MOST_PIXELS = 36_000_000;
/** Pixels; parts of a cell's edge for what stands beside it. */
const GAP = 8;
const MARGIN = 32;
const ROOM = { rowLabel: 0.6, columnLabel: 0.24, title: 0.3 } as const;
const INK = '#1c1c1f';
const FAINT = '#6a6a70';

interface Layout {
  readonly edge: number;
  readonly left: number;
  readonly titleHeight: number;
  readonly headHeight: number;
  readonly width: number;
  readonly height: number;
  /** The top of a page: of its own label, where there are several. */
  readonly topOf: (page: number) => number;
}

/** Where everything stands. All pages are below one another, each with its columns named. Pure. */
export function sheetLayout({ columns, rows, pages }: Sheet): Layout {
  const cells = pages.length * columns.length * rows.length;
  const edge = Math.round(
    Math.max(EDGE.least, Math.min(EDGE.most, Math.sqrt(MOST_PIXELS / cells) - GAP)),
  );
  const left = MARGIN + Math.round(edge * ROOM.rowLabel) + GAP;
  const titleHeight = Math.round(edge * ROOM.title);
  const headHeight = Math.round(edge * ROOM.columnLabel) * (pages.length > 1 ? 2 : 1);
  const pageHeight = headHeight + rows.length * (edge + GAP) + MARGIN;
  return {
    edge,
    left,
    titleHeight,
    headHeight,
    width: left + columns.length * (edge + GAP) - GAP + MARGIN,
    height: MARGIN + titleHeight + pages.length * pageHeight,
    topOf: (page) => MARGIN + titleHeight + page * pageHeight,
  };
}

/** One picture of a whole grid, as PNG, its labels in whatever script they are written. */
export async function drawSheet(sheet: Sheet, pathOf: ThumbnailPath): Promise<Buffer> {
  const layout = sheetLayout(sheet);
  const layers = [
    await label(sheet.title, INK, {
      left: MARGIN,
      top: MARGIN,
      width: layout.width - 2 * MARGIN,
      height: layout.titleHeight - 2 * GAP,
    }),
  ];
  for (const [nr, page] of sheet.pages.entries()) {
    layers.push(...(await edges(sheet, { label: page.label, top: layout.topOf(nr) }, layout)));
    for (const [at, sha256] of page.cells.entries()) {
      const column = at % sheet.columns.length;
      const row = Math.floor(at / sheet.columns.length);
      layers.push({
        input: await cell(sha256, layout.edge, pathOf),
        left: layout.left + column * (layout.edge + GAP),
        top: layout.topOf(nr) + layout.headHeight + row * (layout.edge + GAP),
      });
    }
  }
  const { width, height } = layout;
  return sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite(layers.filter((layer) => layer !== undefined))
    .png({ compressionLevel: 6 })
    .toBuffer();
}

/** The names at the edges of a page: its own, those of its columns and of its rows. */
async function edges(
  { columns, rows, pages }: Sheet,
  page: { label: string; top: number },
  { edge, left, headHeight }: Layout,
): Promise<(OverlayOptions | undefined)[]> {
  const lineHeight = pages.length > 1 ? headHeight / 2 : headHeight;
  const width = columns.length * (edge + GAP) - GAP;
  const own = await label(page.label, INK, {
    left,
    top: page.top,
    width,
    height: lineHeight - GAP,
  });
  const named = columns.map((text, at) =>
    label(text, FAINT, {
      left: left + at * (edge + GAP),
      top: page.top + headHeight - lineHeight,
      width: edge,
      height: lineHeight - GAP,
      align: 'centre',
    }),
  );
  const beside = rows.map((text, at) =>
    label(text, FAINT, {
      left: MARGIN,
      top: page.top + headHeight + at * (edge + GAP),
      width: left - MARGIN - 2 * GAP,
      height: edge,
    }),
  );
  return [own, ...(await Promise.all([...named, ...beside]))];
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
  align?: 'left' | 'centre';
}

/** Words in the middle of the box's height, smaller where they would not fit; nothing for blanks. */
async function label(text: string, ink: string, box: Box): Promise<OverlayOptions | undefined> {
  const points = Math.max(11, Math.min(26, box.height / 2.4));
  const set = await setWords(text, { ...box, ink, points });
  if (!set) return undefined;
  const left = box.align === 'centre' ? box.left + (box.width - set.width) / 2 : box.left;
  const top = box.top + Math.max(0, box.height - set.height) / 2;
  return { input: set.input, left: Math.round(left), top: Math.round(top) };
}

/** The whole picture within a square; a grey one where there is none. */
async function cell(sha256: string | null, edge: number, pathOf: ThumbnailPath): Promise<Buffer> {
  const path = sha256 === null ? undefined : await pathOf(sha256, edge > 256 ? 1024 : 256);
  const square = { width: edge, height: edge };
  if (path === undefined) {
    return sharp({ create: { ...square, channels: 3, background: '#e6e6e9' } })
      .png()
      .toBuffer();
  }
  return sharp(await readFile(path))
    .resize({ ...square, fit: 'contain', background: '#f3f3f5' })
    .removeAlpha()
    .png({ compressionLevel: 1 })
    .toBuffer();
}
