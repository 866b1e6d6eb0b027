import type { Finding } from '../../contract/studio/storage.ts';
import { type SyncRow, SyncTable, WritableTable } from '../../contract/sync.ts';
import { rewriteRow } from '../library/apply.ts';
import type { OutboxContext } from '../library/context.ts';
import { FileFacts, mentionFile } from '../library/files.ts';
import { forgetFont } from '../library/fonts.ts';
import { enqueuePush, enqueueUpload } from '../library/outbox.ts';
import { TABLES } from '../library/tables.ts';
import type { Database } from '../system/database.ts';
import type { StorageContext } from './storage-context.ts';

/**
 * Mends what the database holds twice: what the creator sees comes from the backend's row and the waiting changes, the
 * search from what the creator sees. In one transaction.
 */
export function mendRows({ library }: StorageContext, findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const { db } = library;
  library.command(['library', 'workspace', 'collections', 'sync'], () => {
    if (findings.some(({ kind }) => kind === 'outbox')) mendOutbox(library);
    for (const { kind, table, rowId } of findings) {
      const known = SyncTable.safeParse(table).data;
      if (kind === 'row' && known && rowId !== null) writeAnew(db, known, rowId);
    }
    if (findings.some(({ kind }) => kind === 'search')) mendSearch(db, findings);
    for (const found of findings) if (found.kind === 'unrowed') mentionAgain(db, found);
  });
}

/** A font that is not what its name says is of no use: forgotten, it comes from the server once more. */
export function mendFonts({ library }: StorageContext, findings: readonly Finding[]): void {
  const spoilt = findings.filter(({ kind, table }) => kind === 'corrupt' && table === 'fonts');
  if (spoilt.length === 0) return;
  library.command(['brands', 'sync'], () => {
    for (const { sha256 } of spoilt) forgetFont(library.db, sha256 ?? '');
  });
}

/** Effects whose change is gone: the change is made anew from what it did, so that nothing the creator did is lost. */
function mendOutbox(context: OutboxContext): void {
  const { db } = context;
  const lone = db.all<{ tbl: string; row_id: string; op: 'upsert' | 'delete'; fields: string }>(
    `select tbl, row_id, op, fields from outbox_effects
     where seq not in (select seq from outbox) and json_valid(fields) order by seq`,
  );
  db.run(
    'delete from outbox_effects where seq not in (select seq from outbox) and json_valid(fields)',
  );
  for (const { tbl, row_id: rowId, op, fields: text } of lone) {
    const fields = JSON.parse(text) as SyncRow;
    const table = WritableTable.safeParse(tbl).data;
    const content = FileFacts.safeParse(fields).data;
    if (content && table === 'user_library') enqueueUpload(context, content);
    if (table) enqueuePush(context, { table, rowId, op, fields });
    else rewriteRow(db, SyncTable.parse(tbl), rowId);
  }
}

/** Taken away and written from the start, so that nothing wrong of it stays. A row that says what only this machine knows keeps it. */
function writeAnew(db: Database, table: SyncTable, id: string): void {
  if (table !== 'jobs') TABLES[table].remove(db, id);
  rewriteRow(db, table, id);
}

const INDEX = 'library_search';

function mendSearch(db: Database, findings: readonly Finding[]): void {
  const broken = findings.some(
    ({ kind, rowId, note }) => kind === 'search' && rowId === null && !note?.startsWith('entry '),
  );
  if (broken) db.run(`insert into ${INDEX} (${INDEX}) values ('delete-all')`);
  db.run(
    `delete from ${INDEX} where rowid in (
       select id from ${INDEX}_docsize where id not in (select nr from user_library))`,
  );
  const missed = db.all<{ id: string }>(
    `select id from user_library where nr not in (select id from ${INDEX}_docsize)`,
  );
  for (const { id } of missed) writeAnew(db, 'user_library', id);
}

/** What the row says of its content is all that is known: if the file is here, its bytes are looked at next. */
function mentionAgain(db: Database, { table, rowId, sha256 }: Finding): void {
  if (table === 'outbox') {
    const upload = db.get<{ body: string }>('select body from outbox where id = ?', rowId);
    // Named by a work too, it is mentioned by that; named by nothing else, there is nothing to send it for.
    const named = db.get('select 1 from user_library where sha256 = ?', sha256);
    if (upload && !named) db.run('delete from outbox where id = ?', rowId);
    return;
  }
  const source = table === 'workspace_assets' ? table : 'user_library';
  const row = db.get<Record<string, unknown>>(
    `select sha256, mime, bytes, width, height from ${source} where id = ?`,
    rowId,
  );
  const facts = FileFacts.safeParse(row).data;
  if (facts) mentionFile(db, facts);
}
