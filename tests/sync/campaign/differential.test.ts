import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../sql/database.ts';
import { LIMIT_MS, scale } from '../../sql/campaign.ts';
import { openPglite } from '../../sql/on-pglite.ts';
import { askBoth } from './differential.ts';

/** `SYNC_SEED=n` asks what one seed draws. */
const SEED = process.env['SYNC_SEED'];
/** What once told them apart: a file that is missing and a project that is not there, in one mutation. */
const NAMED = [51];
const DRAWN = Array.from({ length: scale(8, 300) }, (_, at) => at + 1);
const SEEDS = SEED === undefined ? new Set([...DRAWN, ...NAMED]) : new Set([Number(SEED)]);
const OPERATIONS = 60;

let db: Database;
beforeAll(async () => {
  db = await openPglite();
});
afterAll(() => db.close());

test(
  'S2, S3, S4, S6, S8, S10: the model that the simulation runs on answers as the SQL does',
  async () => {
    for (const seed of SEEDS) {
      const { model, sql } = await askBoth(db, seed, OPERATIONS);
      const at = sql.findIndex((line, nr) => line !== model[nr]);
      expect(
        at < 0 ? null : { model: model[at], sql: sql[at] },
        `SYNC_SEED=${seed}, operation ${at}`,
      ).toBeNull();
    }
    process.stdout.write(`${SEEDS.size} seeds, ${SEEDS.size * OPERATIONS} operations on both\n`);
  },
  LIMIT_MS,
);
