import { expect, test } from 'vitest';
import { applyServerRow } from './apply.ts';
import { readSettings, updateSettings } from './settings.ts';
import { testLibrary } from './test-library.ts';

const PROFILE = { id: '01a1fda3-5ed3-77eb-adc5-992084e52c4c', credits_balance: 0 };

test('whether notices are wished for is said by the profile, on every machine of the account', () => {
  const { context, db } = testLibrary();
  expect(readSettings(db).notifyDone).toBe(true);
  // Before the account was heard of, the machine keeps the wish alone.
  expect(updateSettings(context, { notifyDone: false }).notifyDone).toBe(false);
  expect(db.all('select * from outbox')).toEqual([]);

  applyServerRow(db, 'profiles', { ...PROFILE, notifications_enabled: true }, '7');
  expect(readSettings(db).notifyDone).toBe(true);
  expect(updateSettings(context, { notifyDone: false, theme: 'light' })).toMatchObject({
    notifyDone: false,
    theme: 'light',
  });
  const pushed = db.all<{ body: string }>("select body from outbox where row_table = 'profiles'");
  expect(pushed.map(({ body }) => JSON.parse(body))).toEqual([
    { op: 'upsert', base: '7', fields: { notifications_enabled: false } },
  ]);
  // The other settings are of this machine.
  updateSettings(context, { theme: 'dark' });
  expect(db.all('select * from outbox')).toHaveLength(1);
});
