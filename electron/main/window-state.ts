import { readFileSync, writeFileSync } from 'node:fs';
import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';
import type { Log } from '../../core/system/log.ts';

export const SMALLEST = { width: 1024, height: 640 } as const;

const WindowState = z.object({
  bounds: z.object({
    x: z.int(),
    y: z.int(),
    width: z.int().min(1).max(100_000),
    height: z.int().min(1).max(100_000),
  }),
  maximized: z.boolean(),
});
export type WindowState = {
  bounds: Pick<Rectangle, 'width' | 'height'> & Partial<Rectangle>;
  maximized: boolean;
};

const USUAL = { width: 1440, height: 900 } as const;
const SAVE_AFTER = 500;

/**
 * Where the window stood last, moved and shrunk as far as it takes to lie on a screen: a display may be gone, or
 * smaller than it was. A first start, or a file that does not read, gives the usual size in the middle.
 */
export function readWindowState(path: string): WindowState {
  try {
    const { bounds, maximized } = WindowState.parse(JSON.parse(readFileSync(path, 'utf8')));
    return { bounds: fitInto(bounds, screen.getDisplayMatching(bounds).workArea), maximized };
  } catch {
    const { workArea } = screen.getPrimaryDisplay();
    return { bounds: sizeWithin(USUAL, workArea), maximized: false };
  }
}

export function trackWindowState(window: BrowserWindow, path: string, log: Log): void {
  let timer: NodeJS.Timeout | undefined;
  function save(): void {
    clearTimeout(timer);
    timer = undefined;
    const state = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      writeFileSync(path, JSON.stringify(state));
    } catch (error) {
      // The next start has its usual place: nothing to trouble anyone with.
      log.warn('the place of the window was not kept', { error });
    }
  }
  function soon(): void {
    timer ??= setTimeout(save, SAVE_AFTER);
  }
  window.on('resize', soon).on('move', soon).on('close', save);
}

/** A window larger than the screen is as bad as one beside it; one smaller than it may be is grown. */
export function fitInto(bounds: Rectangle, area: Rectangle): Rectangle {
  const { width, height } = sizeWithin(bounds, area);
  return {
    width,
    height,
    x: clamp(bounds.x, area.x, area.x + area.width - width),
    y: clamp(bounds.y, area.y, area.y + area.height - height),
  };
}

function sizeWithin(size: { width: number; height: number }, area: Rectangle) {
  return {
    width: Math.min(Math.max(size.width, SMALLEST.width), area.width),
    height: Math.min(Math.max(size.height, SMALLEST.height), area.height),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
