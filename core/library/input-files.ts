import type { InputFile } from '../../contract/inputs.ts';
import type { OutboxContext } from './context.ts';
import { enqueueUpload } from './outbox.ts';
import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';

/** Days that a file which no order takes is kept. */
const KEPT_DAYS = 30;

export function findInput(db: Database, sha256: string): InputFile | undefined {
  return db.get<InputFile>(
    'select sha256, mime, bytes, width, height from input_files where sha256 = ?',
    sha256,
  );
}

/** The file is here, checked; told again, its time begins anew. */
export function inputArrived({ db, clock }: OutboxContext, file: InputFile): void {
  db.run(
    `insert into input_files (sha256, mime, bytes, width, height, used_at)
     values (@sha256, @mime, @bytes, @width, @height, @now)
     on conflict (sha256) do update set used_at = excluded.used_at`,
    { ...file, now: instant(clock) },
  );
}

/**
 * Sends those of these contents up that are no works, before the order that names them (rule S8). Asked for each order:
 * what lies there already is not there for ever. Inside a command.
 */
export function sendInputs(context: OutboxContext, sha256s: readonly string[]): void {
  for (const sha256 of sha256s) {
    const file = findInput(context.db, sha256);
    if (!file) continue;
    inputArrived(context, file);
    const { mime, bytes } = file;
    enqueueUpload(context, { sha256, mime, bytes, bucket: 'reference-images' });
  }
}

/** Files that no order took for long, and that do not wait to be sent. */
export function oldInputs({ db, clock }: OutboxContext): InputFile[] {
  const before = new Date(clock.now().getTime() - KEPT_DAYS * 86_400_000).toISOString();
  return db.all<InputFile>(
    `select sha256, mime, bytes, width, height from input_files i where used_at < ? and not exists
       (select 1 from outbox o where o.kind = 'upload' and o.target = i.sha256)`,
    before,
  );
}

export function forgetInput(db: Database, sha256: string): void {
  db.run('delete from input_files where sha256 = ?', sha256);
}
