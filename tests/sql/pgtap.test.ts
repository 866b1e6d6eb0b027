import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { pgtap } from '@electric-sql/pglite-pgtap';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXTENSIONS, openRaw } from './on-pglite.ts';
import { root } from './schema.ts';

const FOLDER = join(root, 'supabase/tests');

let db: PGlite;
beforeAll(async () => {
  db = await openRaw({ extensions: { ...EXTENSIONS, pgtap } });
}, 120_000);
afterAll(() => db.close());

/** What `supabase test db` runs on a project, here on PGlite: TAP, a line an assertion. */
test.each(readdirSync(FOLDER))('pgTAP: %s', async (name) => {
  const results = await db.exec(readFileSync(join(FOLDER, name), 'utf8'));
  const lines = results.flatMap(({ rows }) =>
    rows.flatMap((row) => Object.values(row as object).map(String)),
  );
  expect(lines.filter((line) => line.startsWith('not ok') || line.startsWith('#'))).toEqual([]);
  const planned = Number(lines.find((line) => line.startsWith('1..'))?.slice(3));
  expect(lines.filter((line) => line.startsWith('ok')).length).toBe(planned);
  expect(planned).toBeGreaterThan(10);
});
