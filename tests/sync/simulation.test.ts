import { afterAll, beforeAll, describe, test } from 'vitest';
import { startBackend, type TestBackend } from './backend.ts';
import { simulate } from './simulation.ts';

/** `SYNC_SEED=n` runs one seed; `SYNC_RUNS=n` runs the seeds from 1 to n. */
const SEED = process.env['SYNC_SEED'];
const RUNS = Number(process.env['SYNC_RUNS'] ?? 8);
const seeds = SEED === undefined ? Array.from({ length: RUNS }, (_, at) => at + 1) : [Number(SEED)];

let backend: TestBackend;
beforeAll(async () => {
  backend = await startBackend();
}, 120_000);
afterAll(() => backend.stop());

describe('S1 to S9: whatever fails, devices and server agree, nothing is lost and nothing doubled', () => {
  test.each(seeds)('SYNC_SEED=%i', (seed) => simulate(backend, seed), 60_000);
});
