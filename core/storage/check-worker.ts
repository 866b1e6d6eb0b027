import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { Finding } from '../../contract/studio/storage.ts';
import type { SyncTable } from '../../contract/sync.ts';
import { rewriteRow } from '../library/apply.ts';
import { fontContent } from '../library/fonts.ts';
import { MIGRATIONS } from '../library/migrations/all.ts';
import { shownIn } from '../library/other-rows.ts';
import { TABLES } from '../library/tables.ts';
import { type Database, openDatabase } from '../system/database.ts';
import { finding } from './findings.ts';

/** Checks a copy of a library's database that is thrown away afterwards: the program of one thread. */
const MOST_OF_SQLITE = 100;

function checkPages(db: Database): Finding[] {
  const pages = db
    .all<{ quick_check: string }>(`pragma quick_check(${MOST_OF_SQLITE})`)
    .map((row) => row.quick_check)
    .filter((text) => text !== 'ok')
    .map((note) => finding('database', { note }));
  const keys = db
    .all<{ table: string; rowid: number | null; parent: string }>('pragma foreign_key_check')
    .map(({ table, rowid, parent }) =>
      finding(table === 'outbox_effects' ? 'outbox' : 'database', {
        table,
        note: `row ${rowid ?? ''} hangs on nothing in ${parent}`,
      }),
    );
  return [...pages, ...keys];
}

/** The index by itself, and that it holds each work once and nothing else. */
function checkSearch(db: Database): Finding[] {
  const table = 'library_search';
  const found: Finding[] = [];
  try {
    db.run(`insert into ${table} (${table}) values ('integrity-check')`);
  } catch (error) {
    found.push(finding('search', { table, note: (error as Error).message }));
  }
  const works = db.all<{ id: string }>(
    `select id from user_library l where not exists (select 1 from ${table}_docsize d where d.id = l.nr)`,
  );
  for (const { id } of works) {
    found.push(finding('search', { table, rowId: id, note: 'not in the index' }));
  }
  const strays = db.all<{ nr: number }>(
    `select d.id as nr from ${table}_docsize d where not exists (select 1 from user_library l where l.nr = d.id)`,
  );
  for (const { nr } of strays) {
    found.push(finding('search', { table, note: `entry ${nr} is of no work` }));
  }
  return found;
}

function checkOutbox(db: Database): Finding[] {
  const broken = db.all<{ id: string; target: string }>(
    `select id, target from outbox where json_valid(body) = 0
     union select o.id, o.target from outbox_effects e join outbox o on o.seq = e.seq where json_valid(e.fields) = 0`,
  );
  return broken.map(({ id, target }) =>
    finding('outbox', { table: target, rowId: id, note: 'does not read' }),
  );
}

/** Fonts of one's own lie in the database, by the content that their name says. */
function checkFonts(db: Database): Finding[] {
  const fonts = db.column<string>('select sha256 from fonts');
  return fonts.flatMap((sha256) => {
    const hash = createHash('sha256')
      .update(fontContent(db, sha256) ?? '')
      .digest('hex');
    return hash === sha256 ? [] : [finding('corrupt', { table: 'fonts', rowId: sha256, sha256 })];
  });
}

/** Whether each row is shown as the backend's row and the waiting changes say: it is written anew and compared. */
function checkRows(db: Database): DatabaseRows {
  const findings: Finding[] = [];
  let rows = 0;
  for (const table of Object.keys(TABLES) as SyncTable[]) {
    const ids = db.all<{ id: string }>(
      `select id from ${shownIn(table)} union select id from server_rows where tbl = ?
       union select row_id from outbox_effects where tbl = ?`,
      table,
      table,
    );
    rows += ids.length;
    db.transaction(() => {
      for (const { id } of ids) {
        const note = compare(db, table, id);
        if (note !== null) findings.push(finding('row', { table, rowId: id, note }));
      }
    });
  }
  return { findings, rows };
}

interface DatabaseRows {
  findings: Finding[];
  rows: number;
}

function compare(db: Database, table: SyncTable, id: string): string | null {
  const before = shown(db, table, id);
  try {
    rewriteRow(db, table, id);
  } catch (error) {
    return (error as Error).message;
  }
  const after = shown(db, table, id);
  if (before === after) return null;
  if (before === undefined) return 'is not shown';
  return after === undefined ? 'is shown and should not be' : 'is shown otherwise';
}

function shown(db: Database, table: SyncTable, id: string): string | undefined {
  const row = db.get<Record<string, unknown>>(`select * from ${shownIn(table)} where id = ?`, id);
  return row && JSON.stringify(row);
}

function check(path: string): DatabaseRows {
  const db = openDatabase({ path, migrations: MIGRATIONS, newer: 'read' });
  try {
    const pages = checkPages(db);
    // A broken file or one with other tables answers nothing more that could be relied on.
    if (db.newer || pages.some(({ kind }) => kind === 'database')) {
      return { findings: pages, rows: 0 };
    }
    // The index first: writing a row anew would fill a gap in it.
    const others = [...checkOutbox(db), ...checkSearch(db), ...checkFonts(db)];
    const { findings, rows } = checkRows(db);
    return { findings: [...pages, ...others, ...findings], rows };
  } finally {
    db.close();
  }
}

if (!parentPort) throw new Error('This program is a thread of the check.');
parentPort.postMessage(check(String(workerData)), []);
