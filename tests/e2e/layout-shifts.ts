import type { Page } from '@playwright/test';

declare global {
  interface Window {
    /** What has moved by itself: by how much, and what. */
    shifts?: string[];
  }
}

/**
 * Watches from the page's next start on what moves by itself within `selector`; what a press moved in the half second
 * after it does not count. Answers what tells of all that moved since the start or since it was asked last.
 */
export async function watchShifts(page: Page, selector: string): Promise<() => Promise<string[]>> {
  await page.addInitScript((within) => {
    const shifts: string[] = (window.shifts = []);
    type Shift = PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
      sources: { node: Node | null }[];
    };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Shift[]) {
        if (entry.hadRecentInput) continue;
        for (const { node } of entry.sources) {
          const element = node instanceof Element ? node : node?.parentElement;
          const isWithin = element?.closest(within);
          if (isWithin) shifts.push(`${entry.value}: ${element?.outerHTML.slice(0, 160)}`);
        }
      }
    }).observe({ type: 'layout-shift', buffered: true });
  }, selector);
  return async () => {
    // The observer hears of a frame after it was drawn.
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))),
    );
    return page.evaluate(() => window.shifts?.splice(0) ?? ['nothing was watched']);
  };
}
