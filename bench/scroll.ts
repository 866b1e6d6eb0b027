import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import playwright from '../playwright.config.ts';
import { type BenchResult, median, percentile, round } from './bench.ts';
import { type HostProcess, startHostProcess } from './host-process.ts';
import { writeLibrary } from './library-rows.ts';
import { buildBareGrid, type GridSample, openBarePage, sampleGrid } from './scroll-peer.ts';
import { type Scrolled, scrollAndWatch } from './scroll-watch.ts';
import { writeThumbnails } from './thumbnail-files.ts';

/** `ATELIER_WORKS=1000000` for another size. */
const WORKS = Number(process.env['ATELIER_WORKS'] ?? '100000');
/** Ours and the bare page after each other so often. */
const TURNS = Number(process.env['ATELIER_TURNS'] ?? '1');
const SECONDS = 20;
const FRAME_MS = 20;
const LONG_TASK_MS = 100;
const SHOWN_MS = 150;
const SHAPES = ['justified', 'square', 'list'] as const;

/**
 * The library's grid in Chromium, scrolled for 20 s: read through, flicked through, and dragged by its scrollbar from end
 * to end with rests. Thumbnails are there, as imports leave them, and none is in the browser's cache. Beside each, in the
 * same browser: a bare page that shows the same thumbnails in the same places, which is what the browser's own drawing takes.
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
  for (const shape of SHAPES) {
    const own: Run[] = [];
    const bare: Run[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      const { run, sample } = await scrollGrid(browser, host, shape);
      own.push(run);
      bare.push(await scrollBare(browser, host, sample));
    }
    const [mine, peer] = [summary(own), summary(bare)];
    figures[`${shape}: frame, p50 / p95 / p99 / longest (ms)`] = mine.frames;
    figures[`${shape}, bare page: frame, p50 / p95 / p99 / longest (ms)`] = peer.frames;
    figures[`${shape}: frames over ${FRAME_MS} ms (%), and of the bare page`] =
      `${round(mine.late * 100)}, ${round(peer.late * 100)}`;
    figures[`${shape}: tasks over 50 ms / the longest (ms)`] = mine.tasks;
    figures[`${shape}, bare page: tasks over 50 ms / the longest (ms)`] = peer.tasks;
    figures[`${shape}: own CPU of the page, ms a second / the longest task (ms)`] = mine.page;
    figures[`${shape}, bare page: own CPU, ms a second / the longest task (ms)`] = peer.page;
    figures[`${shape}: CPU of the browser, ms a second, of the bare page's`] =
      `${round(mine.browserCpu)}, ${round(mine.browserCpu / peer.browserCpu, 2)} × of ${round(peer.browserCpu)}`;
    for (const pace of Object.keys(own[0]?.shown ?? {})) {
      figures[`${shape}: placeholder to thumbnail, ${pace}, p50 / p95 (ms)`] = shownIn(own, pace);
      figures[`${shape}, bare page: placeholder to thumbnail, ${pace}, p50 / p95 (ms)`] = shownIn(
        bare,
        pace,
      );
    }
    figures[`${shape}: placeholder to thumbnail, median (ms), and of the bare page`] =
      `${round(mine.shown)}, ${round(peer.shown)}`;
    met &&= mine.p95 <= FRAME_MS && mine.longest <= LONG_TASK_MS && mine.shown <= SHOWN_MS;
  }
  return {
    figures,
    goal: `95th percentile frame <= ${FRAME_MS} ms, no task over ${LONG_TASK_MS} ms, placeholder to thumbnail <= ${SHOWN_MS} ms in the median`,
    met,
  };
}

/** Of one scrolling: what the page saw, and milliseconds of processor time. */
interface Run extends Scrolled {
  /** Of each task of the page's main thread. */
  readonly ownCpu: readonly number[];
  /** Of all processes of the browser together. */
  readonly browserCpu: number;
}

function summary(runs: readonly Run[]) {
  const frames = runs.flatMap((run) => run.frames);
  const longTasks = runs.flatMap((run) => run.longTasks);
  const ownCpu = runs.flatMap((run) => run.ownCpu);
  const seconds = SECONDS * runs.length;
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const p95 = percentile(frames, 0.95);
  const longest = longTasks.reduce((most, task) => Math.max(most, task), 0);
  return {
    p95,
    longest,
    frames: [median(frames), p95, percentile(frames, 0.99), Math.max(...frames)]
      .map((value) => round(value))
      .join(' / '),
    late: frames.filter((frame) => frame > FRAME_MS).length / frames.length,
    tasks: `${longTasks.length} / ${longest}`,
    page: `${round(sum(ownCpu) / seconds)} / ${round(ownCpu.reduce((most, task) => Math.max(most, task), 0))}`,
    browserCpu: sum(runs.map((run) => run.browserCpu)) / seconds,
    shown: median(runs.flatMap(({ shown }) => Object.values(shown).flat())),
  };
}

function shownIn(runs: readonly Run[], pace: string): string {
  const times = runs.flatMap(({ shown }) => shown[pace] ?? []);
  const left = runs.reduce((sum, { leftUnseen }) => sum + (leftUnseen[pace] ?? 0), 0);
  return `${round(median(times))} / ${round(percentile(times, 0.95))} of ${times.length}, ${left} left before`;
}

async function scrollGrid(
  browser: Browser,
  host: HostProcess,
  shape: (typeof SHAPES)[number],
): Promise<{ run: Run; sample: GridSample }> {
  const page = await openPage(browser, host);
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
  const sample = await page.evaluate(sampleGrid);
  const run = await watch(browser, page, '[data-grid-scroller]');
  await page.context().close();
  return { run, sample };
}

async function scrollBare(browser: Browser, host: HostProcess, sample: GridSample): Promise<Run> {
  const page = await openPage(browser, host);
  await openBarePage(page, host.origin);
  await page.evaluate(buildBareGrid, { sample, works: WORKS });
  await page.waitForTimeout(3_000);
  const run = await watch(browser, page, '#scroller');
  await page.context().close();
  return run;
}

async function watch(browser: Browser, page: Page, selector: string): Promise<Run> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
  const before = await cpuOf(browser);
  const scrolled = await page.evaluate(scrollAndWatch, selector);
  const browserCpu = (await cpuOf(browser)) - before;
  return { ...scrolled, browserCpu, ownCpu: tasksOf(await browser.stopTracing()) };
}

/** Milliseconds of processor time that all processes of a browser have taken. */
async function cpuOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1_000, 0);
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

async function openPage(browser: Browser, host: HostProcess): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
  });
  const [name = '', value = ''] = host.cookie.split('=', 2);
  await context.addCookies([{ name, value, url: host.origin }]);
  return context.newPage();
}
