export interface Scrolled {
  /** Milliseconds from one frame to the next. */
  frames: number[];
  /** Milliseconds of the tasks that Chromium calls long: over 50. */
  longTasks: number[];
  /** By pace: milliseconds from a cell in the document to its thumbnail, to the frame. */
  shown: Record<string, number[]>;
  /** By pace: cells that had scrolled away before their thumbnail came. */
  leftUnseen: Record<string, number>;
}

/**
 * Runs in the page: scrolls an element for 20 s by its own frames, which is harder than a wheel, whose scrolling the
 * compositor does alone. 8 s at a reader's pace, 6 s flicked, 6 s by the scrollbar with four rests.
 */
export async function scrollAndWatch(selector: string): Promise<Scrolled> {
  const scroller = document.querySelector(selector);
  if (!scroller) throw new Error('there is nothing to scroll');
  const height = scroller.scrollHeight - scroller.clientHeight;
  const paces = [
    {
      name: 'reading',
      end: 8_000,
      to: (_ms: number, step: number) => scroller.scrollTop + step * 1.5,
    },
    {
      name: 'flicking',
      end: 14_000,
      to: (_ms: number, step: number) => scroller.scrollTop + step * 8,
    },
    {
      name: 'by the scrollbar',
      end: 20_000,
      // A second and a half each: half of it on the way, then a rest.
      to(ms: number) {
        const turn = Math.floor(ms / 1_500);
        return height * ((turn + Math.min(1, (ms % 1_500) / 750)) / 4) * 0.98;
      },
    },
  ];
  const result: Scrolled = { frames: [], longTasks: [], shown: {}, leftUnseen: {} };
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) result.longTasks.push(duration);
  });
  observer.observe({ type: 'longtask' });

  /** When a cell came, and whether its thumbnail has. */
  const cells = new Map<string, { since: number; pace: string; isShown: boolean }>();
  function watchCells(now: number, pace: string): void {
    const here = new Set<string>();
    for (const cell of document.querySelectorAll<HTMLElement>('[data-grid-index]')) {
      const index = cell.dataset['gridIndex'] ?? '';
      here.add(index);
      let known = cells.get(index);
      if (!known) cells.set(index, (known = { since: now, pace, isShown: false }));
      if (known.isShown) continue;
      const image = cell.querySelector('img');
      if (!image?.complete || image.naturalWidth === 0) continue;
      known.isShown = true;
      (result.shown[known.pace] ??= []).push(now - known.since);
    }
    for (const [index, { pace, isShown }] of cells) {
      if (here.has(index)) continue;
      cells.delete(index);
      if (!isShown) result.leftUnseen[pace] = (result.leftUnseen[pace] ?? 0) + 1;
    }
  }

  const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const begin = await nextFrame();
  let [before, start] = [begin, 0];
  for (const pace of paces) {
    for (;;) {
      const now = await nextFrame();
      result.frames.push(now - before);
      const at = now - begin;
      if (at >= pace.end) break;
      watchCells(performance.now(), pace.name);
      scroller.scrollTop = pace.to(at - start, now - before);
      before = now;
    }
    before = await nextFrame();
    start = pace.end;
  }
  observer.disconnect();
  return result;
}
