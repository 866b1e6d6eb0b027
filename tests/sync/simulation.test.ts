import { afterAll, beforeAll, describe, test } from 'vitest';
import { startBackend, type TestBackend } from './backend.ts';
import { simulate } from './simulation.ts';

/** `SYNC_SEED=n` runs one seed, with `SYNC_RUNS=n` so many from it on; `SYNC_RUNS` alone begins with 1. */
const SEED = process.env['SYNC_SEED'];
const RUNS = Number(process.env['SYNC_RUNS'] ?? (SEED === undefined ? 8 : 1));
const seeds = Array.from({ length: RUNS }, (_, at) => Number(SEED ?? 1) + at);

let backend: TestBackend;
beforeAll(async () => {
  backend = await startBackend();
}, 120_000);
afterAll(() => backend.stop());

describe('S1 to S9: whatever fails, devices and server agree, nothing is lost and nothing doubled', () => {
  test.each(seeds)('SYNC_SEED=%i', (seed) => simulate(backend, seed), 60_000);
});
