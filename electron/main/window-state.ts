import { readFileSync, writeFileSync } from 'node:fs';
import { type BrowserWindow, screen } from 'electron';
import { z } from 'zod';

const Bounds = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(640),
  height: z.int().min(480),
});
const WindowState = z.object({ bounds: Bounds, maximized: z.boolean() });
export type WindowState = { bounds: Partial<z.infer<typeof Bounds>>; maximized: boolean };

const DEFAULT: WindowState = { bounds: { width: 1440, height: 900 }, maximized: false };
const SAVE_AFTER = 500;

/** Where the window stood, if that place is still on a screen. */
export function readWindowState(path: string): WindowState {
  try {
    const state = WindowState.parse(JSON.parse(readFileSync(path, 'utf8')));
    const { workArea } = screen.getDisplayMatching(state.bounds);
    return overlaps(state.bounds, workArea) ? state : DEFAULT;
  } catch {
    // A first start, or a file that is no longer ours to read: the default is no loss.
    return DEFAULT;
  }
}

export function trackWindowState(window: BrowserWindow, path: string): void {
  let timer: NodeJS.Timeout | undefined;
  function save(): void {
    clearTimeout(timer);
    timer = undefined;
    const state = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    writeFileSync(path, JSON.stringify(state));
  }
  function soon(): void {
    timer ??= setTimeout(save, SAVE_AFTER);
  }
  window.on('resize', soon).on('move', soon).on('close', save);
}

function overlaps(a: Electron.Rectangle, b: Electron.Rectangle): boolean {
  const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return wide > 100 && high > 50;
}
