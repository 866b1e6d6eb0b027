import { expect, onTestFinished, test, vi } from 'vitest';
import { AtelierError } from '../../contract/errors.ts';
import type { VisionAnswer } from '../../contract/functions/pictures.ts';
import type { Glance } from '../../contract/glance.ts';
import { writeSettings } from '../library/settings.ts';
import { applyServerRow } from '../library/apply.ts';
import { testLibrary, workRow } from '../library/test-library.ts';
import { findWork } from '../library/works.ts';
import { newId } from '../system/ids.ts';
import { silentLog } from '../system/log.ts';
import { createAnalyses } from './analyses.ts';

const ANSWER: VisionAnswer = {
  result: { description: 'A pier.', labels: ['pier'], styleTags: [], dominantColors: [] },
  model: 'gpt-4.1-mini',
  known: false,
};

type Asked = { libraryId: string; again?: string; film?: Glance };

const GLANCE: Glance = { picture: 'AAAA', frames: 4 };

function desk(options: { library?: ReturnType<typeof testLibrary> } = {}) {
  const library = options.library ?? testLibrary();
  const asked: Asked[] = [];
  /** What the backend says next; by default that it saw a pier. */
  const answers: (() => Promise<unknown>)[] = [];
  let hasModel = true;
  /** Films of which there is nothing here. */
  const unseen = new Set<string>();
  const analyses = createAnalyses({
    context: library.context,
    sync: {
      ask: (_, body) => {
        asked.push(body as Asked);
        return (answers.shift() ?? (() => Promise.resolve(ANSWER)))();
      },
      wake: () => undefined,
    },
    glanceAt: async ({ id }) => {
      if (unseen.has(id)) throw new AtelierError('file_missing', 'It is not here.');
      return GLANCE;
    },
    hasModel: () => hasModel,
    changed: () => undefined,
    log: silentLog,
  });
  onTestFinished(() => analyses.close());
  let xid = 0;
  return {
    ...library,
    analyses,
    asked,
    answers,
    unseen,
    setModel: (has: boolean) => void (hasModel = has),
    work: (fields: Record<string, unknown> = {}): string => {
      const id = newId();
      applyServerRow(library.db, 'user_library', workRow(id, fields), String((xid += 1)));
      return id;
    },
    until: (is: () => unknown) => vi.waitUntil(is, { timeout: 60_000 }),
  };
}

const fails =
  (...[code, message, details]: ConstructorParameters<typeof AtelierError>) =>
  () =>
    Promise.reject(new AtelierError(code, message, details));

test('a picture is looked at once, one after the other, and keeps what was seen at once', async () => {
  const { analyses, asked, work, db, until } = desk();
  const [one, two] = [work(), work()];
  analyses.ask([one, two], false);
  await until(() => findWork(db, two)?.seen);
  expect(asked).toEqual([{ libraryId: one }, { libraryId: two }]);
  expect(findWork(db, one)?.seen).toMatchObject({ description: 'A pier.', nsfwScore: null });
  expect(analyses.get(one)).toEqual({ state: 'idle', error: null, hasModel: true });
  // What was seen is not paid for again, unless its creator says so.
  analyses.ask([one], false);
  expect(analyses.get(one).state).toBe('idle');
  analyses.ask([one], true);
  await until(() => asked.length === 3);
  expect(asked[2]).toEqual({ libraryId: one, again: expect.any(String) });
});

test('a film is looked at by its frames, which go along; one of which nothing is here fails and says so', async () => {
  const { analyses, asked, unseen, work, db, until } = desk();
  const film = { mime: 'video/mp4', type: 'video', duration_seconds: 2 };
  const [here, away] = [work(film), work(film)];
  unseen.add(away);
  analyses.ask([here, away], false);
  await until(() => findWork(db, here)?.seen && analyses.get(away).state === 'failed');
  expect(asked).toEqual([{ libraryId: here, film: GLANCE }]);
  expect(analyses.get(away).error?.code).toBe('file_missing');
});

test('a crash while it is asked asks the same again, so that it is paid for once', async () => {
  const first = desk();
  const id = first.work();
  first.answers.push(() => new Promise(() => undefined));
  first.analyses.ask([id], true);
  await first.until(() => first.asked.length === 1);
  first.analyses.close();
  const second = desk({ library: first });
  await second.until(() => findWork(first.db, id)?.seen);
  expect(second.asked).toEqual(first.asked);
});

test('an answer that comes after the library was closed writes nothing', async () => {
  const { analyses, answers, asked, work, db, until } = desk();
  const late = Promise.withResolvers<unknown>();
  answers.push(() => late.promise);
  const id = work();
  analyses.ask([id], false);
  await until(() => asked.length === 1);
  analyses.close();
  late.resolve(ANSWER);
  await late.promise;
  await Promise.resolve();
  expect(findWork(db, id)?.seen).toBeNull();
  expect(analyses.get(id).state).toBe('asking');
});

test('what passes is tried again later; what does not fails and says why, and can be tried again', async () => {
  const { analyses, answers, asked, work, setTime, until } = desk();
  const id = work();
  answers.push(
    fails('conflict', 'busy', { retryAfterSeconds: 60 }),
    fails('provider_rate_limited', 'slow down'),
    fails('provider_answer_invalid', 'it wrote a poem'),
  );
  analyses.ask([id], false);
  await until(() => asked.length === 1 && analyses.get(id).state === 'waiting');
  expect(analyses.get(id).error?.code).toBe('conflict');
  setTime('2026-11-21T08:01:01.000Z');
  analyses.wake();
  await until(() => asked.length === 2 && analyses.get(id).state === 'waiting');
  setTime('2026-11-21T08:10:00.000Z');
  analyses.wake();
  // It was paid for: it is not asked again by itself.
  await until(() => analyses.get(id).state === 'failed');
  expect(analyses.get(id).error?.code).toBe('provider_answer_invalid');
  analyses.ask([id], false);
  await until(() => analyses.get(id).state === 'idle');
  expect(asked).toHaveLength(4);
});

test('without a model nothing is asked, and what waits goes on when one is entered', async () => {
  const { analyses, asked, work, setModel, until } = desk();
  const id = work();
  analyses.ask([id], false);
  setModel(false);
  expect(() => analyses.ask([id], false)).toThrow(
    expect.objectContaining({ code: 'not_available' }),
  );
  expect(analyses.get(id)).toMatchObject({ state: 'waiting', hasModel: false });
  setModel(true);
  analyses.wake();
  await until(() => asked.length === 1);
});

test('it waits for the work to be on the server; what is taken back or deleted is not asked', async () => {
  const { analyses, asked, work, db, until } = desk();
  const [unsent, cancelled, gone] = [work(), work(), work()];
  db.run('update server_rows set xid = null where id = ?', unsent);
  analyses.ask([unsent, cancelled, gone], false);
  analyses.cancel([cancelled]);
  applyServerRow(db, 'user_library', { id: gone, deleted_at: '2026-11-21T08:00:00Z' }, '90');
  const other = work();
  analyses.ask([other], false);
  await until(() => findWork(db, other)?.seen);
  expect(asked).toEqual([{ libraryId: other }]);
  db.run("update server_rows set xid = '91' where id = ?", unsent);
  analyses.wake();
  await until(() => asked.length === 2);
});

test('switched on, pictures and films made and kept from then on are looked at; those from before and imports are not', () => {
  const { analyses, work, db } = desk();
  const [old, later] = ['2026-11-20T08:00:00.000Z', '2026-11-21T09:00:00.000Z'];
  work({ origin: 'generated', created_at: later });
  writeSettings(db, { describeKept: true }, '2026-11-21T08:30:00.000Z');
  writeSettings(db, { theme: 'light' }, '2026-11-21T10:00:00.000Z');
  const before = work({ origin: 'generated', created_at: old });
  const imported = work({ origin: 'imported', created_at: later });
  const known = work({ origin: 'generated', created_at: later, labels: ['pier'] });
  const kept = work({ origin: 'generated', created_at: later });
  const film = work({ origin: 'generated', created_at: later, mime: 'video/mp4', type: 'video' });
  const states = [before, imported, known, kept, film].map((id) => analyses.get(id).state);
  expect(states).toEqual(['idle', 'idle', 'idle', 'waiting', 'waiting']);
  writeSettings(db, { describeKept: false }, later);
  expect(analyses.get(work({ origin: 'generated', created_at: later })).state).toBe('idle');
});
