import { expect, onTestFinished, test, vi } from 'vitest';
import { EMBEDDING_LENGTH, packEmbedding } from '../../contract/embedding.ts';
import { AtelierError } from '../../contract/errors.ts';
import { applyServerRow } from '../library/apply.ts';
import { countMeanings, meaningOfText } from '../library/meanings.ts';
import { writeSettings } from '../library/settings.ts';
import { RECIPE, testLibrary, workRow } from '../library/test-library.ts';
import { newId } from '../system/ids.ts';
import { silentLog } from '../system/log.ts';
import { createMeanings } from './meanings.ts';

const NOW = '2026-11-21T08:00:00.000Z';
const NUMBERS = Array.from({ length: EMBEDDING_LENGTH }, (_, at) => Math.cos(at));
const PACKED = Buffer.from(packEmbedding(NUMBERS).buffer).toString('base64');

type Asked = { action: 'works'; libraryIds: string[] } | { action: 'text'; text: string };

function desk(library = testLibrary()) {
  const asked: Asked[] = [];
  const answers: (() => Promise<unknown>)[] = [];
  let hasModel = true;
  const answer = (body: Asked) =>
    Promise.resolve(
      body.action === 'text'
        ? { embedding: NUMBERS, model: 'm' }
        : {
            works: body.libraryIds.map((libraryId) => ({ libraryId, packed: PACKED })),
            model: 'm',
          },
    );
  const meanings = createMeanings({
    context: library.context,
    sync: {
      ask: (_, body) => {
        asked.push(body as Asked);
        return (answers.shift() ?? (() => answer(body as Asked)))();
      },
    },
    hasModel: () => hasModel,
    changed: () => undefined,
    log: silentLog,
  });
  onTestFinished(() => meanings.close());
  let xid = 0;
  return {
    ...library,
    meanings,
    asked,
    answers,
    setModel: (has: boolean) => void (hasModel = has),
    work: (prompt: string): string => {
      const id = newId();
      const row = workRow(id, { recipe: { ...RECIPE, prompt } });
      applyServerRow(library.db, 'user_library', row, String((xid += 1)));
      return id;
    },
    until: (is: () => unknown) => vi.waitUntil(is, { timeout: 60_000 }),
  };
}

const fails =
  (...[code, message]: ConstructorParameters<typeof AtelierError>) =>
  () =>
    Promise.reject(new AtelierError(code, message));

test('switched on, all works are asked for once, many at a time; nothing before', async () => {
  const { meanings, asked, work, db, until } = desk();
  const ids = Array.from({ length: 40 }, (_, nr) => work(`work ${nr}`));
  meanings.wake();
  expect(meanings.status()).toEqual({ known: 0, waiting: 0, hasModel: true });
  writeSettings(db, { findByMeaning: true }, NOW);
  meanings.wake();
  await until(() => meanings.status().known === 40);
  expect(asked.map((one) => one.action === 'works' && one.libraryIds.length)).toEqual([32, 8]);
  expect(asked.flatMap((one) => (one.action === 'works' ? one.libraryIds : [])).toSorted()).toEqual(
    ids.toSorted(),
  );
  const later = work('one more');
  meanings.wake();
  await until(() => asked.length === 3);
  expect(asked[2]).toEqual({ action: 'works', libraryIds: [later] });
});

test('a searched text is asked for once, also by two lists at once and after the next start', async () => {
  const first = desk();
  writeSettings(first.db, { findByMeaning: true }, NOW);
  const search = { search: 'is:favorite meaning:"Old Ships"' };
  await Promise.all([first.meanings.prepare(search), first.meanings.prepare(search)]);
  expect(first.asked).toEqual([{ action: 'text', text: 'Old Ships' }]);
  expect(meaningOfText(first.db, 'old  ships')).toHaveLength(EMBEDDING_LENGTH);
  first.meanings.close();
  const second = desk(first);
  second.setModel(false);
  // Known words need neither a model nor a network.
  await second.meanings.prepare({ search: 'meaning:"old ships"' });
  await second.meanings.prepare({ search: 'ships' });
  expect(second.asked).toEqual([]);
  await expect(second.meanings.prepare({ search: 'meaning:boats' })).rejects.toMatchObject({
    code: 'not_available',
  });
  second.setModel(true);
  second.answers.push(fails('offline', 'nobody there'));
  await expect(second.meanings.prepare({ search: 'meaning:boats' })).rejects.toMatchObject({
    code: 'offline',
  });
  await second.meanings.prepare({ search: 'meaning:boats' });
  expect(second.asked).toHaveLength(2);
});

test('switched off, nothing is asked for, by nobody', async () => {
  const { meanings, asked, work } = desk();
  work('a pier');
  await expect(meanings.prepare({ search: 'meaning:pier' })).rejects.toMatchObject({
    code: 'not_available',
  });
  meanings.wake();
  expect(asked).toEqual([]);
});

test('what passes is tried again, an answer that makes no sense is not paid for again', async () => {
  const { meanings, asked, answers, work, db, until, setTime } = desk();
  writeSettings(db, { findByMeaning: true }, NOW);
  const id = work('a pier');
  answers.push(fails('provider_rate_limited', 'slow down'));
  meanings.wake();
  await until(() => db.get<{ tries: number }>('select tries from meaning_waits')?.tries === 1);
  expect(countMeanings(db)).toEqual({ known: 0, waiting: 1 });
  setTime('2026-11-21T09:00:00.000Z');
  answers.push(() => Promise.resolve({ works: [{ libraryId: id, packed: 'AAAA' }] }));
  meanings.wake();
  await until(() => countMeanings(db).waiting === 0);
  expect(asked).toHaveLength(2);
  expect(countMeanings(db).known).toBe(0);
});
