import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
let user: string;
let stranger: string;
beforeAll(async () => {
  db = await openPglite();
  [user, stranger] = [await db.signUp(), await db.signUp()];
}, 120_000);
afterAll(() => db.close());

const contentOf = (digit: string) => digit.repeat(64);
const placeOf = (owner: string, digit: string) =>
  `${owner}/${digit.repeat(2)}/${contentOf(digit)}.ttf`;

const lay = (owner: string, digit: string, days: number) =>
  db.owner.query(
    `insert into storage.objects (bucket_id, name, created_at)
       values ('fonts', $1, now() - make_interval(days => $2))`,
    [placeOf(owner, digit), days],
  );
const brand = (owner: string, kit: object, deleted: string | null) =>
  db.owner.query(
    `insert into brands (id, user_id, name, kit, deleted_at)
       values (gen_random_uuid(), $1, 'Nord', $2, now() - $3::interval)`,
    [owner, kit, deleted],
  );

test('F2: a font goes a month after the last brand that named it, and never while one does', async () => {
  for (const digit of ['1', '2', '3', '4', '5']) await lay(user, digit, 40);
  await lay(user, '6', 2);
  await lay(stranger, '1', 40);
  await brand(user, { titleFont: contentOf('1'), bodyFont: 'lora-regular' }, null);
  await brand(user, { titleFont: 'inter-regular', bodyFont: contentOf('2') }, null);
  await brand(user, { titleFont: contentOf('3') }, '2 days');
  await brand(user, { titleFont: contentOf('4') }, '31 days');
  // Another person's brand keeps nothing of mine.
  await brand(stranger, { titleFont: contentOf('5') }, null);
  const rows = await db.service.query<{ name: string }>(
    'select unused_fonts as name from unused_fonts(10) order by 1',
  );
  expect(rows.map(({ name }) => name)).toEqual(
    [placeOf(user, '4'), placeOf(user, '5'), placeOf(stranger, '1')].toSorted(),
  );
  await expect(db.as({ user }).query('select unused_fonts(10)')).rejects.toThrow('permission');
});

test('L4: a font is read by its owner alone, who takes it away and never puts another in its place', async () => {
  const path = placeOf(user, '7');
  await db
    .as({ user })
    .query("insert into storage.objects (bucket_id, name) values ('fonts', $1)", [path]);
  const seenBy = async (who: string) =>
    (await db.as({ user: who }).query('select 1 from storage.objects where name = $1', [path]))
      .length;
  expect([await seenBy(user), await seenBy(stranger)]).toEqual([1, 0]);
  const changed = await db
    .as({ user })
    .query("update storage.objects set metadata = '{}' where name = $1 returning 1", [path]);
  expect(changed).toEqual([]);
});
