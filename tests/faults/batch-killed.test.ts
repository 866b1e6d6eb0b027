import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createClient } from '@supabase/supabase-js';
import { expect, onTestFinished, test } from 'vitest';
import { firstLine, start, stop } from '../cli/run.ts';
import { scale, whole } from '../sql/campaign.ts';
import type { Said } from './batch-child.ts';
import { dataFolder } from './studio.ts';

/**
 * A batch whose studio is killed in the middle of it: each row has exactly one result and is charged once (rules S1, Q1,
 * L2). Whole: 1,000 rows, two kills, of backend and worker too, every tenth row at a price.
 *   ATELIER_CAMPAIGN=whole npx vitest run tests/faults/batch-killed.test.ts
 */
const ROWS = scale(6, 1_000);
const KILLS = scale(1, 2);
const PRICE = 1;

interface Run {
  child: ChildProcess;
  /** Resolves once so many rows are done, or it ended. */
  reached(rows: number): Promise<void>;
  ended: Promise<Extract<Said, { say: 'end' }> | null>;
  /** Bytes of the studio, each time it said how far it is. */
  memory: readonly number[];
}

function run(data: string): Run {
  const program = fileURLToPath(new URL('./batch-child.ts', import.meta.url));
  // A group of its own: backend and worker die with it at the same moment.
  const child = fork(program, [data, String(ROWS)], {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const kill = () => child.exitCode === null && child.signalCode === null && killGroup(child);
  onTestFinished(() => void kill());
  const waiting: { rows: number; resolve: () => void }[] = [];
  let last = -1;
  const memory: number[] = [];
  const end = Promise.withResolvers<Extract<Said, { say: 'end' }> | null>();
  child.on('message', (said: Said) => {
    if (said.say === 'end') return end.resolve(said);
    last = said.rows;
    memory.push(said.bytes);
    for (const one of waiting) if (last >= one.rows) one.resolve();
  });
  child.on('exit', () => end.resolve(null));
  return {
    child,
    reached: (rows) =>
      new Promise((resolve) => {
        if (last >= rows) resolve();
        else waiting.push({ rows, resolve });
        void end.promise.then(() => resolve());
      }),
    ended: end.promise,
    memory,
  };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}

/** The middle of what was said in the first and in the last fifth of a run, and the most: flat, if they are alike. */
function memoryOf({ memory }: Run): string {
  const fifth = Math.max(1, Math.floor(memory.length / 5));
  const middle = (some: readonly number[]) => some.toSorted((a, b) => a - b)[some.length >> 1] ?? 0;
  const parts = [middle(memory.slice(0, fifth)), middle(memory.slice(-fifth)), Math.max(...memory)];
  return parts.map((bytes) => Math.round(bytes / 1e6)).join(' / ');
}

/** Gives the draft's high quality a price, as an operator would: a charge can be counted then. */
async function setPrice(data: string): Promise<void> {
  const backend = start(['backend', '--json', '--data', data]);
  try {
    const { url, serviceRoleKey } = await firstLine<{ url: string; serviceRoleKey: string }>(
      backend,
    );
    const operator = createClient(url, serviceRoleKey, { auth: { persistSession: false } });
    const { error } = await operator
      .from('api_models')
      .update({ prices: { draft: 0, standard: 0, high: PRICE } })
      .eq('id', 'draft/studio');
    expect(error).toBeNull();
  } finally {
    await stop(backend);
  }
}

test(`S1, Q1: a batch of ${ROWS} rows killed ${KILLS} times: each row has one result and one charge`, async () => {
  const data = dataFolder();
  if (whole) await setPrice(data);
  const begun = Date.now();
  const memory: string[] = [];
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const going = run(data);
    await going.reached(Math.floor((ROWS * kill) / (KILLS + 1)));
    const gone = once(going.child, 'exit');
    // The worker too, only whole: what it was doing comes back when its lease ends, half a minute later (rule Q6).
    if (whole) killGroup(going.child);
    else going.child.kill('SIGKILL');
    await gone;
    memory.push(memoryOf(going));
  }
  const last = run(data);
  const end = await last.ended;
  memory.push(memoryOf(last));
  const seconds = (Date.now() - begun) / 1000;
  const charged = whole ? Math.ceil(ROWS / 10) * PRICE : 0;
  expect(end).toMatchObject({ completed: ROWS, charged, orders: ROWS });
  expect(end?.results).toEqual(Array.from({ length: ROWS }, () => 1));
  console.info(
    `batch: ${ROWS} rows, ${KILLS} kills, ${seconds.toFixed(1)} s with starts, ` +
      `${(ROWS / seconds).toFixed(1)} rows/s, studio's memory first / last / most of each run: ${memory.join(', ')} MB, charged ${charged}`,
  );
}, 1_800_000);
