import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import playwright from '../playwright.config.ts';
import { type BenchResult, median, percentile, round } from './bench.ts';
import { type HostProcess, startHostProcess } from './host-process.ts';
import { writeLibrary } from './library-rows.ts';
import { type Scrolled, scrollAndWatch } from './scroll-watch.ts';
import { writeThumbnails } from './thumbnail-files.ts';

/** `ATELIER_WORKS=1000000` for another size. */
const WORKS = Number(process.env['ATELIER_WORKS'] ?? '100000');
const SECONDS = 20;
const FRAME_MS = 20;
const LONG_TASK_MS = 100;
const SHOWN_MS = 150;
const SHAPES = ['justified', 'square', 'list'] as const;

/**
 * The library's grid in Chromium, scrolled for 20 s: read through, flicked through, and dragged by its scrollbar from end
 * to end with rests. Thumbnails are there, as imports leave them, and none is in the browser's cache. Beside each: the
 * frames of a page of the same height that holds nothing, which are this machine's.
 */
export async function scroll(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  const browser = await chromium.launch(playwright.use?.launchOptions);
  try {
    await writeThumbnails(folder, writeLibrary(folder, WORKS));
    const host = await startHostProcess(folder, { backend: false });
    try {
      return await measure(browser, host);
    } finally {
      await host.stop();
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(browser: Browser, host: HostProcess): Promise<BenchResult> {
  const figures: Record<string, number | string> = { works: WORKS };
  let met = true;
  const bare = percentile((await scrollNothing(browser)).frames, 0.95);
  figures['a page of nothing, 95th percentile frame (ms)'] = round(bare);
  for (const shape of SHAPES) {
    const { frames, longTasks, shown, leftUnseen, ownCpu } = await scrollGrid(browser, host, shape);
    const frame = percentile(frames, 0.95);
    const longest = Math.max(0, ...longTasks);
    figures[`${shape}: frame, p50 / p95 / p99 / longest (ms)`] = [
      median(frames),
      frame,
      percentile(frames, 0.99),
      Math.max(...frames),
    ]
      .map((value) => round(value))
      .join(' / ');
    figures[`${shape}: tasks over 50 ms / the longest (ms)`] = `${longTasks.length} / ${longest}`;
    const busy = ownCpu.reduce((sum, task) => sum + task, 0) / SECONDS;
    figures[`${shape}: own CPU of the page, ms a second / the longest task (ms)`] =
      `${round(busy)} / ${round(Math.max(0, ...ownCpu))}`;
    for (const [pace, times] of Object.entries(shown)) {
      figures[`${shape}: placeholder to thumbnail, ${pace}, p50 / p95 (ms)`] =
        `${round(median(times))} / ${round(percentile(times, 0.95))} of ${times.length}, ${leftUnseen[pace] ?? 0} left before`;
    }
    const all = median(Object.values(shown).flat());
    figures[`${shape}: placeholder to thumbnail, median (ms)`] = round(all);
    met = met && frame <= FRAME_MS && longest <= LONG_TASK_MS && all <= SHOWN_MS;
  }
  return {
    figures,
    goal: `95th percentile frame <= ${FRAME_MS} ms, no task over ${LONG_TASK_MS} ms, placeholder to thumbnail <= ${SHOWN_MS} ms in the median`,
    met,
  };
}

async function scrollGrid(
  browser: Browser,
  host: HostProcess,
  shape: (typeof SHAPES)[number],
): Promise<Scrolled & { ownCpu: number[] }> {
  const page = await openPage(browser);
  const [name = '', value = ''] = host.cookie.split('=', 2);
  await page.context().addCookies([{ name, value, url: host.origin }]);
  await page.goto(host.origin);
  await page.evaluate((chosen) => {
    const state = { shape: chosen, isByDay: false, isStacked: false };
    localStorage.setItem('atelier.library-look', JSON.stringify({ state, version: 0 }));
  }, shape);
  await page.reload();
  await page.getByRole('button', { name: 'Library', exact: true }).click();
  await page.locator('[data-grid-index] img').first().waitFor();
  // What a start does beside: the rest of the program is fetched, counts are made.
  await page.waitForTimeout(3_000);
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
  const scrolled = await page.evaluate(scrollAndWatch, '[data-grid-scroller]');
  const ownCpu = tasksOf(await browser.stopTracing());
  await page.context().close();
  return { ...scrolled, ownCpu };
}

/** Milliseconds of processor time of each task of the page's main thread: other work on the machine changes them little. */
function tasksOf(trace: Buffer): number[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] };
  const threads = new Map<number, number[]>();
  for (const { name, tid, tdur } of traceEvents) {
    if (name !== 'RunTask' || tdur === undefined) continue;
    const tasks = threads.get(tid) ?? [];
    tasks.push(tdur / 1_000);
    threads.set(tid, tasks);
  }
  const sum = (tasks: readonly number[]) => tasks.reduce((all, task) => all + task, 0);
  return [...threads.values()].toSorted((a, b) => sum(b) - sum(a))[0] ?? [];
}

interface TraceEvent {
  readonly name: string;
  readonly tid: number;
  /** Microseconds of the thread itself. */
  readonly tdur?: number;
}

async function scrollNothing(browser: Browser): Promise<Scrolled> {
  const page = await openPage(browser);
  await page.setContent(
    '<div id="scroller" style="height:800px;overflow-y:scroll"><div style="height:4000000px"></div></div>',
  );
  const scrolled = await page.evaluate(scrollAndWatch, '#scroller');
  await page.context().close();
  return scrolled;
}

async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
  });
  return context.newPage();
}
