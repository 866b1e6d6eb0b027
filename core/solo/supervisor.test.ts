import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BackendLink, WorkerLink } from '../../contract/solo.ts';
import { silentLog } from '../system/log.ts';
import type { SoloProcess } from './keep-running.ts';
import { type SoloProgram, superviseSolo } from './supervisor.ts';

const LINK: BackendLink = {
  url: 'http://127.0.0.1:1',
  anonKey: 'anon',
  email: 'a@b.example',
  password: 'p',
};
const WORKER: WorkerLink = { url: LINK.url, anonKey: 'anon', workerKey: 'w' };
const READY = { type: 'ready', link: LINK, worker: WORKER };

/** A process that does what the test says, and stops when it is asked to unless it is stubborn. */
class Fake implements SoloProcess {
  readonly program: SoloProgram;
  readonly sent: { type: string }[] = [];
  stubborn = false;
  killed = false;
  say: (message: unknown) => void = () => undefined;
  exit: (code: number | null) => void = () => undefined;

  constructor(program: SoloProgram) {
    this.program = program;
  }
  send(message: unknown): void {
    this.sent.push(message as { type: string });
    if ((message as { type: string }).type === 'stop' && !this.stubborn) {
      queueMicrotask(() => this.exit(0));
    }
  }
  onMessage(callback: (message: unknown) => void): void {
    this.say = callback;
  }
  onExit(callback: (code: number | null) => void): void {
    let over = false;
    this.exit = (code) => {
      if (!over) callback(code);
      over = true;
    };
  }
  kill(): void {
    this.killed = true;
    this.exit(null);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function supervised(wanted = true) {
  const spawned: Fake[] = [];
  const told: (string | null)[] = [];
  const supervisor = superviseSolo({
    spawn(program) {
      const child = new Fake(program);
      spawned.push(child);
      return child;
    },
    keys: async () => ({ openai: 'k' }),
    onBackend: (link, trouble) => told.push(link?.url ?? trouble?.message ?? null),
    wanted,
    log: silentLog,
  });
  await settle();
  return { supervisor, spawned, told, programs: () => spawned.map((child) => child.program) };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

test('the worker starts when the backend is ready, with its link and keys', async () => {
  const { spawned, told, programs } = await supervised();
  expect(programs()).toEqual(['backend']);
  spawned[0]?.say(READY);
  await settle();
  expect(programs()).toEqual(['backend', 'worker']);
  expect(spawned[1]?.sent).toEqual([{ type: 'start', link: WORKER, keys: { openai: 'k' } }]);
  expect(told).toEqual([LINK.url]);
  spawned[0]?.say({ type: 'queued' });
  expect(spawned[1]?.sent.at(-1)).toEqual({ type: 'wake' });
});

test('other models than before are read by connecting anew, and not before the backend is ready', async () => {
  const { spawned, told } = await supervised();
  spawned[0]?.say({ type: 'models' });
  expect(told).toEqual([]);
  spawned[0]?.say(READY);
  spawned[0]?.say({ type: 'models' });
  expect(told).toEqual([LINK.url, LINK.url]);
});

test('both programs are told the vendor keys, at their start and when they change', async () => {
  const { supervisor, spawned } = await supervised();
  const told = { type: 'keys', keys: { openai: 'k' } };
  expect(spawned[0]?.sent).toEqual([told]);
  spawned[0]?.say(READY);
  await settle();
  supervisor.setKeys({ openai: 'other' });
  const changed = { type: 'keys', keys: { openai: 'other' } };
  expect(spawned.map((child) => child.sent.at(-1))).toEqual([changed, changed]);
  spawned[0]?.exit(1);
  await vi.advanceTimersByTimeAsync(500);
  expect(spawned[2]?.sent).toEqual([told]);
});

test('a program that keeps crashing is started again after 0.5, 1, 2 … at most 30 seconds', async () => {
  const { spawned } = await supervised();
  const waits: number[] = [];
  for (let crash = 0; crash < 8; crash += 1) {
    const before = performance.now();
    const count = spawned.length;
    spawned.at(-1)?.exit(1);
    while (spawned.length === count) await vi.advanceTimersByTimeAsync(100);
    waits.push(performance.now() - before);
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  await vi.advanceTimersByTimeAsync(61_000);
  spawned.at(-1)?.exit(1);
  await vi.advanceTimersByTimeAsync(500);
  expect(spawned).toHaveLength(10);
});

test('a backend that ends unasked takes its worker with it and says why', async () => {
  const { spawned, told, programs } = await supervised();
  spawned[0]?.say(READY);
  await settle();
  spawned[0]?.exit(139);
  await settle();
  expect(spawned[1]?.sent.at(-1)).toEqual({ type: 'stop' });
  await vi.advanceTimersByTimeAsync(500);
  expect(programs()).toEqual(['backend', 'worker', 'backend']);
  spawned[2]?.say({ type: 'failed', message: 'the disk is full' });
  spawned[2]?.exit(1);
  expect(told).toEqual([
    LINK.url,
    'The embedded backend ended and is being started again.',
    'the disk is full',
  ]);
});

test('a worker that crashes alone comes back to the same backend', async () => {
  const { spawned, told, programs } = await supervised();
  spawned[0]?.say(READY);
  await settle();
  spawned[1]?.exit(1);
  await vi.advanceTimersByTimeAsync(500);
  expect(programs()).toEqual(['backend', 'worker', 'worker']);
  expect(spawned[2]?.sent[0]).toMatchObject({ type: 'start', link: WORKER });
  expect(told).toEqual([LINK.url]);
});

test('not wanted: the worker stops before the backend; wanted again: both come back', async () => {
  const { supervisor, spawned, told, programs } = await supervised();
  spawned[0]?.say(READY);
  await settle();
  supervisor.setWanted(false);
  await settle();
  expect(spawned.map((child) => child.sent.at(-1))).toEqual([{ type: 'stop' }, { type: 'stop' }]);
  expect(told).toEqual([LINK.url, null]);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(spawned).toHaveLength(2);
  supervisor.setWanted(true);
  await settle();
  spawned[2]?.say(READY);
  await settle();
  expect(programs()).toEqual(['backend', 'worker', 'backend', 'worker']);
});

test('not wanted and wanted at once: never two backends, and one in the end', async () => {
  const { supervisor, spawned } = await supervised();
  const [first] = spawned;
  if (first) first.stubborn = true;
  supervisor.setWanted(false);
  supervisor.setWanted(true);
  supervisor.setWanted(false);
  supervisor.setWanted(true);
  await vi.advanceTimersByTimeAsync(7_000);
  expect(spawned).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(spawned.filter((child) => child.program === 'backend').length).toBeLessThanOrEqual(2);
});

test('not wanted from the start: nothing runs until it is', async () => {
  const { supervisor, spawned } = await supervised(false);
  expect(spawned).toEqual([]);
  supervisor.setWanted(true);
  await settle();
  expect(spawned).toHaveLength(1);
});

test('the end comes within 20 seconds, for stubborn processes too, and nothing starts afterwards', async () => {
  const { supervisor, spawned } = await supervised();
  spawned[0]?.say(READY);
  await settle();
  for (const child of spawned) child.stubborn = true;
  let stopped = false;
  void supervisor.stop().then(() => (stopped = true));
  await vi.advanceTimersByTimeAsync(9_000);
  expect(spawned.map((child) => child.killed)).toEqual([false, false]);
  await vi.advanceTimersByTimeAsync(11_000);
  expect(stopped).toBe(true);
  expect(spawned.map((child) => child.killed)).toEqual([true, true]);
  supervisor.setWanted(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(spawned).toHaveLength(2);
});
