import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WorkspaceAsset } from '../../contract/assets.ts';
import { openDatabase } from '../system/database.ts';
import { newId } from '../system/ids.ts';
import { applyServerRow } from './apply.ts';
import { MIGRATIONS } from './migrations/all.ts';
import { rewriteMarkedRows } from './rewrite-rows.ts';
import { RECIPE, resultRow, sha, testFolder, testLibrary } from './test-library.ts';
import { listResults } from './workspace-assets.ts';

const NOW = '2026-11-21T08:00:00.000Z';
const FIRST = { offset: 0, limit: 10 };

const film = (id: string) => resultRow(id, { mime: 'video/mp4', duration_seconds: 10.04 });

test('a result says how long it is: a film in seconds, a picture nothing', () => {
  const { db } = testLibrary();
  const [moving, still, odd] = [newId(), newId(), newId()];
  applyServerRow(db, 'workspace_assets', film(moving), '1');
  applyServerRow(db, 'workspace_assets', resultRow(still), '2');
  // A length that makes no sense is no reason to lose the work.
  applyServerRow(db, 'workspace_assets', resultRow(odd, { duration_seconds: -1 }), '3');
  const { items } = listResults(db, NOW, FIRST);
  for (const item of items) expect(WorkspaceAsset.safeParse(item).success).toBe(true);
  expect(new Map(items.map(({ id, duration }) => [id, duration]))).toEqual(
    new Map([
      [moving, 10.04],
      [still, null],
      [odd, null],
    ]),
  );
});

test('S11: results of a library from before have the length that the server already said', () => {
  const path = join(testFolder(), 'studio.sqlite');
  const former = openDatabase({ path, migrations: MIGRATIONS.filter(({ number }) => number < 20) });
  const id = newId();
  former.run(
    "insert into server_rows (tbl, id, xid, row) values ('workspace_assets', ?, '5', ?)",
    id,
    JSON.stringify(film(id)),
  );
  former.run(
    `insert into workspace_assets (id, order_id, job_id, sha256, mime, bytes, width, height, recipe, created_at,
       expires_at, hidden)
     values (?, 'o', 'j', ?, 'video/mp4', 10, 4, 3, ?, '2026-11-20T08:00:00.000Z', '2026-11-28T08:00:00.000Z', 0)`,
    id,
    sha('b'),
    JSON.stringify(RECIPE),
  );
  former.close();
  const db = openDatabase({ path, migrations: MIGRATIONS });
  rewriteMarkedRows(db);
  expect(listResults(db, NOW, FIRST).items).toMatchObject([{ id, duration: 10.04 }]);
  db.close();
});
