import { ErrorBody } from '../../contract/errors.ts';
import type { OutboxEntry } from '../../contract/studio/sync.ts';
import { type SyncRow, SyncTable } from '../../contract/sync.ts';
import { seenRow } from '../library/apply.ts';
import type { OutboxRow } from '../library/outbox.ts';
import { serverRow } from '../library/server-rows.ts';
import type { Database } from '../system/database.ts';
import type { UploadProgress } from './uploads.ts';

/** What waits, as the creator knows it: set aside first, then in the order in which it goes. */
export function outboxEntries(
  db: Database,
  limit: number,
  uploading: UploadProgress | null,
): OutboxEntry[] {
  return db
    .all<OutboxRow>('select * from outbox order by set_aside desc, seq limit ?', limit)
    .map((row) => ({
      id: row.id,
      kind: row.kind,
      target: row.target,
      subject: subjectOf(db, row),
      attempts: row.attempts,
      nextAt: row.next_at,
      progress: progressOf(row, uploading),
      setAside: row.set_aside === 1,
      error: row.error === null ? null : ErrorBody.parse(JSON.parse(row.error)),
      createdAt: row.created_at,
    }));
}

function progressOf(row: OutboxRow, uploading: UploadProgress | null): OutboxEntry['progress'] {
  if (row.kind !== 'upload' || uploading?.sha256 !== row.target) return null;
  return { sent: uploading.sent, total: uploading.total };
}

type Subject = OutboxEntry['subject'];

function subjectOf(db: Database, row: OutboxRow): Subject {
  if (row.kind === 'upload') return subjectOfContent(db, row.target);
  const [first] = db.all<{ tbl: string; row_id: string }>(
    'select tbl, row_id from outbox_effects where seq = ? order by tbl = ? desc, row_id limit 1',
    row.seq,
    row.row_table ?? 'orders',
  );
  const table = SyncTable.safeParse(first?.tbl).data;
  return table && first ? subjectOfRow(db, table, first.row_id) : null;
}

function subjectOfContent(db: Database, sha256: string): Subject {
  const work = db.get<{ id: string }>(
    'select id from user_library where sha256 = ? order by trashed_at is not null, id limit 1',
    sha256,
  );
  return work ? subjectOfRow(db, 'user_library', work.id) : { workId: null, title: null, sha256 };
}

/** Of a membership: the work. What was deleted here still has the name that the server knows. */
function subjectOfRow(db: Database, table: SyncTable, id: string): Subject {
  const row = seenRow(db, table, id) ?? serverRow(db, table, id)?.row;
  if (!row) return null;
  const member = row['library_id'];
  if (table === 'collection_items' && typeof member === 'string') {
    return subjectOfRow(db, 'user_library', member);
  }
  const isHere =
    table === 'user_library' && db.get('select 1 from user_library where id = ?', id) !== undefined;
  const sha256 = row['sha256'];
  return {
    workId: isHere ? id : null,
    title: titleOf(row),
    sha256: isHere && typeof sha256 === 'string' ? sha256 : null,
  };
}

const NAMES = ['custom_title', 'title', 'name', 'file_name', 'prompt', 'content'] as const;
const MOST_CHARACTERS = 200;

function titleOf(row: SyncRow): string | null {
  const recipe = row['recipe'];
  const prompt = recipe !== null && typeof recipe === 'object' ? Object(recipe).prompt : undefined;
  const said = [...NAMES.map((name) => row[name]), prompt, requestedIn(row)];
  const title = said.find((text): text is string => typeof text === 'string' && text.trim() !== '');
  return title?.slice(0, MOST_CHARACTERS) ?? null;
}

/** Of an order. */
function requestedIn(row: SyncRow): unknown {
  const request = row['request'];
  return request !== null && typeof request === 'object' ? Object(request).prompt : undefined;
}
