import { expect, test } from 'vitest';
import { applyServerRow } from './apply.ts';
import { editRow, makeRow, removeRow } from './edit-rows.ts';
import { findRow, listRows, OTHER_TABLES } from './other-rows.ts';
import { allRows, enqueuePush, markSent, type PushBody } from './outbox.ts';
import { testLibrary } from './test-library.ts';

const bodies = (db: Parameters<typeof allRows>[0]) =>
  allRows(db).map(({ target, body }) => ({ target, ...(JSON.parse(body) as PushBody) }));

test('S1: a project, its scenes and their cast are made offline, each with the edit that goes out', () => {
  const { context, db } = testLibrary();
  const project = makeRow(context, 'projects', { title: 'Fog' });
  const scene = makeRow(context, 'scenes', { project_id: project['id'], position: 2, title: 'B' });
  makeRow(context, 'scenes', { project_id: project['id'], position: 1, title: 'A' });
  const character = makeRow(context, 'characters', { name: 'Ada' });
  const cast = { character_id: character['id'], scene_id: scene['id'] };
  // Twice the same pair is one row.
  expect(makeRow(context, 'character_scenes', cast)['id']).toBe(
    makeRow(context, 'character_scenes', cast)['id'],
  );
  editRow(context, 'scenes', String(scene['id']), { title: 'C' });
  expect(listRows(db, 'scenes', String(project['id'])).map((row) => row['title'])).toEqual([
    'C',
    'A',
  ]);
  expect(bodies(db)).toMatchObject([
    { target: 'projects', base: null, fields: { title: 'Fog' } },
    { target: 'scenes', fields: { title: 'C', position: 2 } },
    { target: 'scenes', fields: { title: 'A' } },
    { target: 'characters', fields: { name: 'Ada' } },
    { target: 'character_scenes', fields: cast },
  ]);
});

test('S5, S11: a pulled row of any table goes under what waits; columns nobody knows here stay', () => {
  const { context, db } = testLibrary();
  for (const table of OTHER_TABLES) {
    const id = `${table}-1`;
    const created = { id, created_at: '2026-11-20T08:00:00+00:00', mood: 'calm' };
    applyServerRow(db, table, created, '5');
    enqueuePush(context, { table, rowId: id, op: 'upsert', fields: { role: 'user' } });
    applyServerRow(db, table, { ...created, mood: 'wild' }, '6');
    expect(findRow(db, table, id)).toMatchObject({ mood: 'wild', role: 'user' });
    applyServerRow(db, table, { ...created, deleted_at: '2026-11-21T08:00:00Z' }, '7');
    // An edit of what is deleted makes nothing.
    expect(findRow(db, table, id)).toBeUndefined();
  }
});

test('what was made inside of a row that is deleted before the server heard of it never goes', () => {
  const { context, db } = testLibrary();
  const project = makeRow(context, 'projects', { title: 'Fog' });
  const id = String(project['id']);
  const scene = makeRow(context, 'scenes', { project_id: id });
  const character = makeRow(context, 'characters', { name: 'Ada' });
  makeRow(context, 'character_scenes', {
    character_id: character['id'],
    scene_id: scene['id'],
  });
  removeRow(context, 'projects', id);
  expect(bodies(db)).toMatchObject([{ target: 'characters' }]);
  expect(listRows(db, 'scenes')).toEqual([]);
});

test('a row that is deleted and made again with its id comes back, also after the deletion was sent', () => {
  const { context, db } = testLibrary();
  const template = { name: 'Postcard', data: {} };
  const { id } = makeRow(context, 'templates', template);
  for (const row of allRows(db)) markSent(db, row.seq);
  removeRow(context, 'templates', String(id));
  for (const row of allRows(db)) markSent(db, row.seq);
  makeRow(context, 'templates', template, String(id));
  expect(findRow(db, 'templates', String(id))).toMatchObject({ name: 'Postcard' });
  expect(bodies(db).map(({ op }) => op)).toEqual(['upsert', 'delete', 'upsert']);
});

test('an edit that names what was made after it does not go before it', () => {
  const { context, db } = testLibrary();
  const prompt = makeRow(context, 'prompts', { prompt: 'A lighthouse' });
  const project = makeRow(context, 'projects', { title: 'Fog' });
  editRow(context, 'prompts', String(prompt['id']), { project_id: project['id'] });
  editRow(context, 'prompts', String(prompt['id']), { title: 'Joins the last' });
  expect(bodies(db).map(({ target, fields }) => [target, Object.keys(fields)])).toEqual([
    ['prompts', ['created_at', 'prompt']],
    ['projects', ['created_at', 'title']],
    ['prompts', ['project_id', 'title']],
  ]);
});

test('what cannot be is refused: strange columns, rows and parents that are not here', () => {
  const { context, db } = testLibrary();
  const wrong = (work: () => unknown, code: string) =>
    expect(work).toThrow(expect.objectContaining({ code }));
  wrong(() => makeRow(context, 'projects', { title: 'x', user_id: 'me' }), 'invalid_input');
  wrong(() => makeRow(context, 'scenes', { project_id: 'nowhere' }), 'not_found');
  wrong(() => editRow(context, 'projects', 'nowhere', { title: 'x' }), 'not_found');
  wrong(() => removeRow(context, 'projects', 'nowhere'), 'not_found');
  expect(allRows(db)).toEqual([]);
});
