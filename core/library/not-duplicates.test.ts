import { expect, test } from 'vitest';
import { newId } from '../system/ids.ts';
import { applyServerRow } from './apply.ts';
import { listActs, type Movers, redoAct, undoAct } from './history/history.ts';
import { setNotDuplicates, tellOldDismissals, withoutDismissed } from './not-duplicates.ts';
import { allRows } from './outbox.ts';
import { listRows } from './other-rows.ts';
import { testLibrary, workRow } from './test-library.ts';

const MOVERS = {} as Movers;

/** Two works that look alike. */
function library() {
  const made = testLibrary();
  const ids = [newId(), newId(), newId()] as const;
  for (const id of ids) applyServerRow(made.db, 'user_library', workRow(id), '1');
  const numbers = made.db.column<number>('select nr from user_library order by nr').slice(0, 2);
  return { ...made, ids, isShown: () => withoutDismissed(made.db, [numbers]).length === 1 };
}

test('S1: that works are no duplicates waits to be sent; said twice it is one row; undone unsent, nothing is', () => {
  const { db, context, ids, isShown } = library();
  const [one, two] = ids;
  setNotDuplicates(context, [two, one], true);
  setNotDuplicates(context, [one, two], true);
  expect(isShown()).toBe(false);
  expect(allRows(db)).toMatchObject([{ kind: 'push', target: 'not_duplicates' }]);
  expect(listActs(db).done).toMatchObject([{ kind: 'not_duplicates', count: 2 }]);

  expect(undoAct(context, MOVERS)).toMatchObject({ kind: 'not_duplicates' });
  expect(isShown()).toBe(true);
  expect(allRows(db)).toEqual([]);
  redoAct(context, MOVERS);
  expect(isShown()).toBe(false);
  expect(allRows(db)).toHaveLength(1);
});

test('said on two machines it is two rows, and taken back both go; that can be undone too', () => {
  const { db, context, ids, isShown } = library();
  const [one, two, three] = ids;
  const [here, there] = [newId(), newId()];
  const said = (id: string, library_ids: unknown) =>
    applyServerRow(db, 'not_duplicates', {
      id,
      library_ids,
      created_at: '2026-11-20T08:00:00+00:00',
      sync_xid: '5',
    });
  said(here, [two, one]);
  said(there, [one, two]);
  said(newId(), [one, two, three]);
  said(newId(), 'a newer program says it otherwise');
  expect(isShown()).toBe(false);
  setNotDuplicates(context, [one, two], false);
  expect(isShown()).toBe(true);
  expect(listRows(db, 'not_duplicates')).toHaveLength(2);
  expect(listActs(db).done).toMatchObject([{ kind: 'duplicates', count: 2 }]);
  undoAct(context, MOVERS);
  expect(isShown()).toBe(false);
});

test('one work is no group, however often it is named', () => {
  const { context, ids } = library();
  expect(() => setNotDuplicates(context, [ids[0], ids[0]], true)).toThrow('no group');
});

test('what was said before it followed the creator is told once', () => {
  const { db, context, ids, isShown } = library();
  const keep = (key: string, value: unknown) =>
    db.run('insert into settings (key, value) values (?, ?)', key, JSON.stringify(value));
  keep('not-duplicates:ab12', [ids[1], ids[0]]);
  keep('not-duplicates:cd34', ['no id']);
  keep('other', []);
  expect(isShown()).toBe(true);
  tellOldDismissals(context);
  expect(isShown()).toBe(false);
  tellOldDismissals(context);
  expect(allRows(db)).toHaveLength(1);
  const left = 'select key from settings where key not like ?';
  expect(db.column(left, 'rewrite:%')).toEqual(['other']);
});
