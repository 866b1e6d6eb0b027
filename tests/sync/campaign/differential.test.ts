import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../sql/database.ts';
import { LIMIT_MS, scale } from '../../sql/campaign.ts';
import { openPglite } from '../../sql/on-pglite.ts';
import { askBoth } from './differential.ts';

/** `SYNC_SEED=n` asks what one seed draws. */
const SEED = process.env['SYNC_SEED'];
const RUNS = SEED === undefined ? scale(8, 300) : 1;
const OPERATIONS = 60;

let db: Database;
beforeAll(async () => {
  db = await openPglite();
});
afterAll(() => db.close());

test(
  'S2, S3, S4, S6, S8, S10: the model that the simulation runs on answers as the SQL does',
  async () => {
    const first = Number(SEED ?? 1);
    for (let seed = first; seed < first + RUNS; seed += 1) {
      const { model, sql } = await askBoth(db, seed, OPERATIONS);
      const at = sql.findIndex((line, nr) => line !== model[nr]);
      expect(
        at < 0 ? null : { model: model[at], sql: sql[at] },
        `SYNC_SEED=${seed}, operation ${at}`,
      ).toBeNull();
    }
    process.stdout.write(`${RUNS} seeds from ${first}, ${RUNS * OPERATIONS} operations on both\n`);
  },
  LIMIT_MS,
);
