import { createHash } from 'node:crypto';
import type { Database } from '../system/database.ts';
import { HEAD_LENGTH, meaningChanged } from './meaning-index.ts';
import { namesChanged } from './query/changes.ts';

/** Set while works shall be found by what they mean. */
const ON = 'meanings_on';
/** Texts that were searched for, whose meaning is remembered. */
const MOST_TEXTS = 500;

export interface WaitingMeaning {
  library_id: string;
  text: string;
  hash: string;
  tries: number;
}

/** On: every work without a meaning waits for one; off: nobody waits, and what is known stays. */
export function wishForMeanings(db: Database, isOn: boolean, now: string): void {
  db.run('delete from settings where key = ?', ON);
  db.run('delete from meaning_waits');
  if (!isOn) return;
  db.run('insert into settings (key, value) values (?, ?)', ON, '1');
  db.run('insert into meaning_waits (library_id, due_at) select id, ? from user_library', now);
}

/** The words of works are new or others than before. */
export function expectMeanings(db: Database, ids: readonly string[]): void {
  if (ids.length === 0) return;
  db.run(
    `insert into meaning_waits (library_id, due_at)
       select value, '' from json_each(?) where exists (select 1 from settings where key = ?)
     on conflict (library_id) do update set due_at = '', tries = 0`,
    JSON.stringify(ids),
    ON,
  );
}

export function forgetMeaning(db: Database, id: string): void {
  db.run('delete from meaning_waits where library_id = ?', id);
  const nr = db.get<{ nr: number }>('select nr from meanings where library_id = ?', id)?.nr;
  if (nr === undefined) return;
  db.run('delete from meaning_vectors where nr = ?', nr);
  db.run('delete from meanings where nr = ?', nr);
  meaningChanged(db, nr);
  namesChanged(db, 'meanings');
}

/**
 * Works whose turn it is, with the text that means them; only such as the server has. Those without a word, and those whose
 * text is known, are taken out.
 */
export function nextMeanings(db: Database, now: string, limit: number): WaitingMeaning[] {
  const rows = db.all<{ library_id: string; tries: number; known: string | null } & Texts>(
    `select w.library_id, w.tries, m.hash as known, l.title, l.recipe ->> 'prompt' as prompt,
       l.seen ->> 'description' as description
     from meaning_waits w join user_library l on l.id = w.library_id
     join server_rows s on s.tbl = 'user_library' and s.id = w.library_id
     left join meanings m on m.library_id = w.library_id
     where w.due_at <= ? and s.xid is not null
     order by w.due_at, w.library_id limit ?`,
    now,
    limit,
  );
  return rows.flatMap(({ library_id, tries, known, ...texts }) => {
    const text = textOf(texts);
    const hash = createHash('sha256').update(text).digest('hex');
    if (text !== '' && known !== hash) return [{ library_id, text, hash, tries }];
    db.run('delete from meaning_waits where library_id = ?', library_id);
    return [];
  });
}

interface Texts {
  title: string | null;
  prompt: string | null;
  description: string | null;
}

/** As the server puts it together. */
function textOf({ title, prompt, description }: Texts): string {
  return [title, prompt, description].filter((text) => text !== null).join('\n');
}

/** Milliseconds of the day on which the next one is due; nothing while nobody waits. */
export function nextDue(db: Database): number | undefined {
  const due = db.get<{ due_at: string }>(
    `select w.due_at from meaning_waits w join server_rows s on s.tbl = 'user_library' and s.id = w.library_id
     where s.xid is not null order by w.due_at limit 1`,
  )?.due_at;
  if (due === undefined) return undefined;
  return due === '' ? 0 : Date.parse(due);
}

export function keepMeaning(
  db: Database,
  { library_id, hash }: WaitingMeaning,
  vector: Int8Array,
): void {
  if (!db.get('select 1 from user_library where id = ?', library_id)) return;
  db.run('delete from meaning_waits where library_id = ?', library_id);
  const nr = db.get<{ nr: number }>(
    `insert into meanings (library_id, hash, head) values (?, ?, ?)
     on conflict (library_id) do update set hash = excluded.hash, head = excluded.head returning nr`,
    library_id,
    hash,
    Buffer.from(vector.slice(0, HEAD_LENGTH).buffer),
  )!.nr;
  db.run(
    `insert into meaning_vectors (nr, vector) values (?, ?)
     on conflict (nr) do update set vector = excluded.vector`,
    nr,
    Buffer.from(vector.slice().buffer),
  );
  meaningChanged(db, nr);
  namesChanged(db, 'meanings');
}

/** It is asked for again then, or, without a day, no more until its words change. */
export function postponeMeaning(db: Database, id: string, dueAt: string | null): void {
  if (dueAt === null) db.run('delete from meaning_waits where library_id = ?', id);
  else {
    db.run(
      'update meaning_waits set due_at = ?, tries = tries + 1 where library_id = ?',
      dueAt,
      id,
    );
  }
}

/** Works whose meaning is known, and that wait for it. */
export function countMeanings(db: Database): { known: number; waiting: number } {
  return db.get<{ known: number; waiting: number }>(
    `select (select count(*) from meanings) as known, (select count(*) from meaning_waits) as waiting`,
  )!;
}

const plainText = (text: string) => text.trim().replaceAll(/\s+/g, ' ').toLowerCase();

export function meaningOfText(db: Database, text: string): Int8Array | undefined {
  const found = db.get<{ vector: Buffer }>(
    'select vector from meaning_texts where text = ?',
    plainText(text),
  );
  return found && new Int8Array(found.vector);
}

export function keepMeaningOfText(
  db: Database,
  text: string,
  { vector, now }: { vector: Int8Array; now: string },
): void {
  db.run(
    `insert into meaning_texts (text, vector, used_at) values (?, ?, ?)
     on conflict (text) do update set vector = excluded.vector, used_at = excluded.used_at`,
    plainText(text),
    Buffer.from(vector.slice().buffer),
    now,
  );
  db.run(
    `delete from meaning_texts where text not in
       (select text from meaning_texts order by used_at desc limit ${MOST_TEXTS})`,
  );
  namesChanged(db, 'meanings');
}
