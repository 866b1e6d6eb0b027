import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database, Identity, Run } from './database.ts';
import { openPglite } from './on-pglite.ts';

const SHA = 'b'.repeat(64);
const place = (user: string, extension: string, sha = SHA) =>
  `${user}/${sha.slice(0, 2)}/${sha}.${extension}`;

/** A bucket, a name in it that is its owner's to give, and what each role may do there; letters as in access.test.ts. */
const BUCKETS: readonly [bucket: string, name: (user: string) => string, access: string][] = [
  ['workspace-temp', (user) => `${user}/job/0.webp`, 'sud Sud sud sud SIUD'],
  ['user-library', (user) => place(user, 'png'), 'sud SIUD sud sud SIUD'],
  ['reference-images', (user) => place(user, 'jpg'), 'sud SIUD sud sud SIUD'],
  ['videos', (user) => place(user, 'mp4'), 'sud SIUD sud sud SIUD'],
  ['fonts', (user) => place(user, 'ttf'), 'sud SIuD sud sud SIUD'],
  ['avatars', (user) => `${user}/face.webp`, 'sud SIUD sud sud SIUD'],
  ['system-assets', () => 'welcome/first.webp', 'sud Sud Sud SIUD SIUD'],
];

let db: Database;
let owner: string;
let other: string;
let roles: Identity[];

beforeAll(async () => {
  db = await openPglite();
  owner = await db.signUp();
  other = await db.signUp();
  const admin = await db.signUp();
  await db.service.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
  roles = ['anon', { user: owner }, { user: other }, { user: admin }, 'service_role'];
}, 120_000);
afterAll(() => db.close());

class Undo extends Error {}

/** The first letter of what was met: capital for a row, small for none, nothing where row security refuses. */
async function letter(identity: Identity, name: string, work: (run: Run) => Promise<unknown[]>) {
  let met: unknown[] | undefined;
  try {
    await db.as(identity).transaction(async (run) => {
      met = await work(run);
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) {
      expect((error as Error).message).toMatch(/permission denied|row-level security/);
      return '';
    }
  }
  return met?.length ? name : name.toLowerCase();
}

async function access(bucket: string, name: string): Promise<string> {
  const there = `bucket_id = '${bucket}' and name = '${name}'`;
  const said: string[] = [];
  for (const identity of roles) {
    const put = await letter(identity, 'I', (run) =>
      run('insert into storage.objects (bucket_id, name) values ($1, $2) returning 1', [
        bucket,
        name,
      ]),
    );
    await db.owner.query(
      'insert into storage.objects (bucket_id, name) values ($1, $2) on conflict do nothing',
      [bucket, name],
    );
    const seen = await letter(identity, 'S', (run) =>
      run(`select 1 from storage.objects where ${there}`),
    );
    const changed = await letter(identity, 'U', (run) =>
      run(`update storage.objects set metadata = '{}' where ${there} returning 1`),
    );
    const gone = await letter(identity, 'D', (run) =>
      run(`delete from storage.objects where ${there} returning 1`),
    );
    await db.owner.query(`delete from storage.objects where ${there}`);
    said.push(seen + put + changed + gone);
  }
  return said.join(' ');
}

test('L4: the list above names every bucket; only avatars are public', async () => {
  const buckets = await db.owner.query('select id, public from storage.buckets order by id');
  expect(buckets).toEqual(
    BUCKETS.map(([id]) => ({ id, public: id === 'avatars' })).toSorted((a, b) =>
      a.id < b.id ? -1 : 1,
    ),
  );
});

test.each(BUCKETS)('L4: what each role may do to a file in %s', async (bucket, name, expected) => {
  expect(await access(bucket, name(owner))).toBe(expected);
});

const TRICKS: Record<string, () => string> = {
  'a folder of another': () => place(other, 'png'),
  'up and into another': () => `${owner}/../${place(other, 'png')}`,
  'up at the end': () => `${owner}/bb/..`,
  'an encoded way up': () => `${owner}/%2e%2e/${SHA}.png`,
  'a backslash': () => `${owner}\\bb\\${SHA}.png`,
  'a slash before': () => `/${place(owner, 'png')}`,
  'two slashes': () => `${owner}//${SHA}.png`,
  'no folder': () => `${SHA}.png`,
  'another first byte': () => `${owner}/cc/${SHA}.png`,
  capitals: () => place(owner, 'png').toUpperCase(),
  'a program': () => place(owner, 'html'),
  'a drawing with scripts': () => place(owner, 'svg'),
  'a line more': () => `${place(owner, 'png')}\n.html`,
  'a hidden end': () => `${place(owner, 'png')}/x.png`,
  'a longer name': () => `${owner}/bb/${SHA}ff.png`,
};

test.each(Object.entries(TRICKS))('L4, S8: no bucket takes a file at %s', async (_, name) => {
  for (const [bucket] of BUCKETS) {
    const put = await letter({ user: owner }, 'I', (run) =>
      run('insert into storage.objects (bucket_id, name) values ($1, $2) returning 1', [
        bucket,
        name(),
      ]),
    );
    expect([bucket, put]).toEqual([bucket, '']);
  }
});

test('L4: nobody moves a file into the folder of another', async () => {
  for (const [bucket, name] of BUCKETS.filter(([id]) => id !== 'system-assets')) {
    await db.owner.query('insert into storage.objects (bucket_id, name) values ($1, $2)', [
      bucket,
      name(owner),
    ]);
    const moved = await letter({ user: owner }, 'U', (run) =>
      run('update storage.objects set name = $2 where bucket_id = $1 and name = $3 returning 1', [
        bucket,
        name(other),
        name(owner),
      ]),
    );
    expect(moved).not.toBe('U');
  }
});

test('a file is read by others while its work is shared, and no longer', async () => {
  const path = place(owner, 'png', 'c'.repeat(64));
  await db.owner.query(
    "insert into storage.objects (bucket_id, name) values ('user-library', $1) on conflict do nothing",
    [path],
  );
  await db.owner.query(
    `insert into user_library (id, user_id, storage_path, sha256, mime, bytes, width, height, origin, visibility)
       values (gen_random_uuid(), $1, $2, $3, 'image/png', 1, 1, 1, 'imported', 'public')`,
    [owner, path, 'c'.repeat(64)],
  );
  const seen = async () =>
    (await db.as({ user: other }).query('select 1 from storage.objects where name = $1', [path]))
      .length;
  const set = (sql: string) =>
    db.owner.query(`update user_library set ${sql} where storage_path = $1`, [path]);
  expect(await seen()).toBe(1);
  for (const [hide, show] of [
    ["visibility = 'private'", "visibility = 'public'"],
    ["content_category = 'nsfw'", "content_category = 'sfw'"],
    ['trashed_at = now()', 'trashed_at = null'],
    ['deleted_at = now()', 'deleted_at = null'],
  ] as const) {
    await set(hide);
    expect([hide, await seen()]).toEqual([hide, 0]);
    await set(show);
    expect(await seen()).toBe(1);
  }
});
