import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { copiesOf, type Migration, openDatabase } from './database.ts';

const FIRST: Migration = {
  number: 1,
  name: 'first',
  sql: 'create table notes (id integer primary key, text text not null) strict',
};
const SECOND: Migration = {
  number: 2,
  name: 'second',
  sql: "alter table notes add column mood text not null default 'calm'",
};
const BROKEN: Migration = {
  number: 2,
  name: 'broken',
  sql: 'alter table notes add column mood text; create table notes (id integer)',
};

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'atelier-database-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('F1: commits are durable, keys are enforced, tables are strict', () => {
  const db = openDatabase({ path: join(folder(), 'a', 'x.sqlite'), migrations: [FIRST] });
  onTestFinished(() => db.close());
  expect(db.get<object>('pragma journal_mode')).toEqual({ journal_mode: 'wal' });
  expect(db.get<object>('pragma synchronous')).toEqual({ synchronous: 2 });
  expect(db.get<object>('pragma foreign_keys')).toEqual({ foreign_keys: 1 });
  expect(() => db.run("insert into notes (id, text) values ('x', 'y')")).toThrow(/datatype/);
});

test('a migration runs once, after a copy of what was there', () => {
  const path = join(folder(), 'x.sqlite');
  const first = openDatabase({ path, migrations: [FIRST] });
  first.run("insert into notes (text) values ('kept')");
  first.close();
  expect(existsSync(`${path}.before-0001`)).toBe(false);
  for (let round = 0; round < 2; round += 1) {
    const second = openDatabase({ path, migrations: [FIRST, SECOND] });
    expect(second.get<object>('select text, mood from notes')).toEqual({
      text: 'kept',
      mood: 'calm',
    });
    second.close();
  }
  const copy = openDatabase({ path: `${path}.before-0002`, migrations: [FIRST] });
  expect(copy.all('select * from notes')).toEqual([{ id: 1, text: 'kept' }]);
  copy.close();
});

test('a migration that fails leaves the database as it was', () => {
  const path = join(folder(), 'x.sqlite');
  openDatabase({ path, migrations: [FIRST] }).close();
  expect(() => openDatabase({ path, migrations: [FIRST, BROKEN] })).toThrow(/already exists/);
  expect(() => openDatabase({ path, migrations: [FIRST, BROKEN] })).toThrow(/already exists/);
  const again = openDatabase({ path, migrations: [FIRST, SECOND] });
  expect(again.all('select mood from notes')).toEqual([]);
  again.close();
});

test('an older program refuses a newer library', () => {
  const path = join(folder(), 'x.sqlite');
  openDatabase({ path, migrations: [FIRST, SECOND] }).close();
  expect(() => openDatabase({ path, migrations: [FIRST] })).toThrow(
    expect.objectContaining({ code: 'library_newer' }),
  );
});

test('S1: a transaction is all or nothing, nested ones too', () => {
  const db = openDatabase({ path: join(folder(), 'x.sqlite'), migrations: [FIRST] });
  onTestFinished(() => db.close());
  const add = (text: string) => db.run('insert into notes (text) values (?)', text);
  db.transaction(() => {
    add('outer');
    expect(() =>
      db.transaction(() => {
        add('inner');
        throw new Error('no');
      }),
    ).toThrow('no');
  });
  expect(db.all('select text from notes')).toEqual([{ text: 'outer' }]);
});

test('S4: what is told again is not flushed; everything else is, also after it failed', () => {
  const db = openDatabase({ path: join(folder(), 'x.sqlite'), migrations: [FIRST] });
  onTestFinished(() => db.close());
  const flushes = () => db.get<{ synchronous: number }>('pragma synchronous')?.synchronous;
  const [NORMAL, FULL] = [1, 2];
  expect(db.transactionToldAgain(flushes)).toBe(NORMAL);
  expect(flushes()).toBe(FULL);
  expect(() =>
    db.transactionToldAgain(() => {
      db.run("insert into notes (text) values ('gone')");
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(flushes()).toBe(FULL);
  expect(db.transaction(() => db.transactionToldAgain(flushes))).toBe(FULL);
  expect(db.all('select text from notes')).toEqual([]);
});

test('a library of a newer program opens for reading alone', () => {
  const path = join(folder(), 'x.sqlite');
  const ours = openDatabase({ path, migrations: [FIRST, SECOND] });
  ours.run("insert into notes (text) values ('kept')");
  ours.close();
  const db = openDatabase({ path, migrations: [FIRST], newer: 'read' });
  onTestFinished(() => db.close());
  const newer = expect.objectContaining({ code: 'library_newer' });
  expect(db.newer).toBe(true);
  expect(db.all('select text from notes')).toEqual([{ text: 'kept' }]);
  expect(() => db.run("insert into notes (text) values ('x')")).toThrow(newer);
  expect(() => db.transaction(() => db.run('delete from notes'))).toThrow(newer);
  // A column that the newer program no longer has.
  expect(() => db.all('select colour from notes')).toThrow(newer);
  expect(db.transaction(() => db.get('select count(*) as n from notes'))).toEqual({ n: 1 });
});

test('of the copies from before migrations the newest three are kept', () => {
  const path = join(folder(), 'x.sqlite');
  const migrations: Migration[] = [FIRST];
  for (let number = 2; number <= 7; number += 1) {
    openDatabase({ path, migrations }).close();
    migrations.push({ number, name: 'more', sql: `create table t${number} (id integer)` });
  }
  openDatabase({ path, migrations }).close();
  expect(copiesOf(path)).toEqual([5, 6, 7].map((number) => `${path}.before-000${number}`));
});

test('a snapshot holds one moment of a database in use, in one file', async () => {
  const path = join(folder(), 'x.sqlite');
  const db = openDatabase({ path, migrations: [FIRST] });
  onTestFinished(() => db.close());
  for (let round = 0; round < 400; round += 1) {
    db.run('insert into notes (text) values (?)', 'x'.repeat(40_000));
  }
  const target = `${path}.copy`;
  const copying = db.snapshot(target);
  const write = setInterval(() => {
    db.transaction(() => {
      db.run("insert into notes (text) values ('a')");
      db.run("insert into notes (text) values ('b')");
    });
  }, 1);
  await copying;
  clearInterval(write);
  const copy = openDatabase({ path: target, migrations: [FIRST] });
  onTestFinished(() => copy.close());
  const count = (text: string) =>
    copy.get<{ n: number }>('select count(*) as n from notes where text = ?', text)?.n;
  expect(count('a')).toBe(count('b'));
  expect(copy.get('pragma integrity_check')).toEqual({ integrity_check: 'ok' });
});

/** Writes so many rows of 1 KB in transactions of a hundred. */
function writeNotes(db: ReturnType<typeof openDatabase>, rows: number): void {
  for (let from = 0; from < rows; from += 100) {
    db.transactionToldAgain(() => {
      for (let row = 0; row < 100; row += 1) {
        db.run('insert into notes (text) values (?)', 'x'.repeat(1_000));
      }
    });
  }
}

test('what is in the log comes into the database while it is open, by another thread', async () => {
  const path = join(folder(), 'x.sqlite');
  const db = openDatabase({ path, migrations: [FIRST] });
  onTestFinished(() => db.close());
  writeNotes(db, 3_900);
  // 4 MB of rows, a log far below the bound at which the writer would move it.
  expect(statSync(path).size).toBeLessThan(1_000_000);
  writeNotes(db, 1_100);
  await vi.waitFor(() => expect(statSync(path).size).toBeGreaterThan(4_000_000), 30_000);
  expect(db.column('select count(*) from notes')).toEqual([5_000]);
});

test('closed while the log is being moved, nothing is left beside the database and nothing is lost', async () => {
  // The first closes before its thread has begun, the second with one that is at it.
  for (const isAwake of [false, true]) {
    const path = join(folder(), 'x.sqlite');
    const db = openDatabase({ path, migrations: [FIRST] });
    writeNotes(db, 5_000);
    if (isAwake) {
      await vi.waitFor(() => expect(statSync(path).size).toBeGreaterThan(4_000_000), 30_000);
      writeNotes(db, 5_000);
    }
    db.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
    const again = openDatabase({ path, migrations: [FIRST] });
    expect(again.column('select count(*) from notes')).toEqual([isAwake ? 10_000 : 5_000]);
    expect(again.column('pragma integrity_check')).toEqual(['ok']);
    again.close();
  }
});
