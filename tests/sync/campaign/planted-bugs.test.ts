import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createRandom } from '../random.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { createTally, nextTestId, runSchedule, type Wiring } from './schedule.ts';

vi.mock(import('../../../core/system/ids.ts'), async (original) => ({
  ...(await original()),
  newId: () => nextTestId(),
}));

beforeAll(() => {
  const random = createRandom(1);
  vi.spyOn(Math, 'random').mockImplementation(() => random.next());
});
afterAll(() => vi.restoreAllMocks());

/** None of them may live longer than this. */
const MOST_SCHEDULES = 300;

test.each(Object.entries(PLANTED_BUGS))('the campaign finds that %s', find, 300_000);

async function find(name: string, wiring: Wiring): Promise<void> {
  for (let seed = 1; seed <= MOST_SCHEDULES; seed += 1) {
    try {
      await runSchedule(seed, createTally(), wiring);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      process.stdout.write(`${name}: SYNC_SEED=${seed}, ${what.slice(0, 120).split('\n')[0]}\n`);
      return;
    }
  }
  expect.fail(`${MOST_SCHEDULES} schedules did not find it`);
}
