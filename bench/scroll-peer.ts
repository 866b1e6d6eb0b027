import type { Page } from '@playwright/test';

/** What a grid showed at its top: its place in the window, and its first rows of cells, in CSS pixels of the content. */
export interface GridSample {
  readonly box: { x: number; y: number; width: number; height: number };
  /** Of the whole content. */
  readonly height: number;
  readonly rows: readonly SampleRow[];
  /** From one round of the rows to the next. */
  readonly period: number;
  /** Of a picture's box in its cell: the whole cell, or what of it the picture's shape leaves. */
  readonly fit: 'cover' | 'contain';
  /** What a line says beside its picture; empty where cells are pictures alone. */
  readonly words: readonly string[];
}

interface SampleRow {
  readonly top: number;
  readonly height: number;
  readonly cells: readonly { readonly left: number; readonly width: number }[];
}

/** Runs in the page: reads the whole rows that stand in the document. */
export function sampleGrid(): GridSample {
  const scroller = document.querySelector('[data-grid-scroller]');
  const grid = scroller?.querySelector('[role="grid"]');
  if (!scroller || !grid) throw new Error('there is no grid');
  const { x, y, width, height } = scroller.getBoundingClientRect();
  const ground = grid.getBoundingClientRect();
  const cells = [...grid.querySelectorAll<HTMLElement>('[role="gridcell"]')];
  const rows = [...grid.querySelectorAll<HTMLElement>('[role="row"]')].map((row) => ({
    top: row.getBoundingClientRect().top - ground.top,
    height: row.getBoundingClientRect().height,
    cells: cells
      .filter((cell) => cell.parentElement === row)
      .map((cell) => cell.getBoundingClientRect())
      .map((cell) => ({ left: cell.left - ground.left, width: cell.width })),
  }));
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) throw new Error('the grid is empty');
  const one = cells[0];
  const line = one?.querySelector('[data-grid-picture]')?.parentElement;
  const isLine = first.cells.length === 1;
  return {
    box: { x, y, width, height },
    height: scroller.scrollHeight,
    rows: rows.slice(0, -1),
    period: last.top - first.top,
    fit: !isLine && first.cells[0]?.width === first.height ? 'contain' : 'cover',
    words: isLine ? [...(line?.children ?? [])].map((column) => column.textContent ?? '') : [],
  };
}

/** An empty page beside the host's own, so that its thumbnails can be asked for as the studio's page does. */
export async function openBarePage(page: Page, origin: string): Promise<void> {
  const body =
    '<!doctype html><style>*{box-sizing:border-box}body{margin:0;font:13px sans-serif}</style>';
  await page.route(`${origin}/bare`, (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto(`${origin}/bare`);
}

/**
 * Runs in the page: the least that shows the same thumbnails: rows placed one by one, used again when they leave, and
 * nothing else. No framework, no data that has to be fetched, no marks, no selection, no keyboard.
 */
export function buildBareGrid({ sample, works }: { sample: GridSample; works: number }): void {
  const { box, rows, period, fit, words } = sample;
  const scroller = document.createElement('div');
  scroller.id = 'scroller';
  scroller.style.cssText = `position:absolute;left:${box.x}px;top:${box.y}px;width:${box.width}px;height:${box.height}px;overflow:hidden scroll`;
  const ground = document.createElement('div');
  ground.style.cssText = `position:relative;height:${sample.height}px`;
  scroller.append(ground);
  document.body.append(scroller);

  const starts: number[] = [];
  let inPeriod = 0;
  for (const row of rows) {
    starts.push(inPeriod);
    inPeriod += row.cells.length;
  }
  /** Works of the bench's library, newest first, without the one in a hundred that is in the trash. */
  const shas: string[] = [];
  for (let nr = works; nr > 0; nr -= 1) {
    if (nr % 100 !== 1) shas.push(nr.toString(16).padStart(64, '0'));
  }

  interface Slot {
    readonly element: HTMLElement;
    readonly cells: { readonly element: HTMLElement; readonly image: HTMLImageElement }[];
  }
  const makeSlot = (cells: number): Slot => {
    const element = document.createElement('div');
    element.style.cssText = 'position:absolute;left:0;right:0;contain:strict';
    const made = Array.from({ length: cells }, () => {
      const cell = document.createElement('div');
      const image = document.createElement('img');
      image.decoding = 'async';
      cell.style.cssText = 'position:absolute;top:0;bottom:0';
      image.style.cssText = `width:${words.length > 0 ? '36px' : '100%'};height:100%;object-fit:${fit}`;
      cell.append(image);
      for (const [at, word] of words.entries()) {
        const text = document.createElement('span');
        text.textContent = word;
        text.style.cssText = `position:absolute;top:14px;left:${48 + at * 120}px;width:110px;overflow:hidden;white-space:nowrap`;
        cell.append(text);
      }
      element.append(cell);
      return { element: cell, image };
    });
    ground.append(element);
    return { element, cells: made };
  };

  const shown = new Map<number, Slot>();
  const spare = new Map<number, Slot[]>();
  const rowAt = (y: number): number => {
    const round = Math.max(0, Math.floor(y / period));
    const rest = y - round * period;
    const at = rows.findLastIndex(({ top }) => top <= rest);
    return round * rows.length + Math.max(0, at);
  };
  const fill = (slot: Slot, row: SampleRow, nr: number) => {
    const round = Math.floor(nr / rows.length);
    const start = round * inPeriod + (starts[nr % rows.length] ?? 0);
    slot.element.style.top = `${round * period + row.top}px`;
    slot.element.style.height = `${row.height}px`;
    for (const [at, { element, image }] of slot.cells.entries()) {
      const place = row.cells[at];
      element.dataset['gridIndex'] = `${start + at}`;
      element.style.left = `${place?.left}px`;
      element.style.width = `${place?.width}px`;
      image.src = `/media/${shas[start + at]}/256`;
    }
  };
  const show = () => {
    const top = scroller.scrollTop;
    const [first, last] = [rowAt(top - 160), rowAt(top + box.height + 480)];
    for (const [nr, slot] of shown) {
      if (nr >= first && nr <= last) continue;
      shown.delete(nr);
      const alike = spare.get(slot.cells.length) ?? [];
      spare.set(slot.cells.length, [...alike, slot]);
    }
    for (let nr = first; nr <= last; nr += 1) {
      const row = rows[nr % rows.length];
      if (shown.has(nr) || !row) continue;
      const slot = spare.get(row.cells.length)?.pop() ?? makeSlot(row.cells.length);
      shown.set(nr, slot);
      fill(slot, row, nr);
    }
  };
  scroller.addEventListener('scroll', show, { passive: true });
  show();
}
