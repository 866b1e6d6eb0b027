import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PushAnswer } from '../../contract/sync.ts';
import type { Database, Row } from './database.ts';
import { enqueue, FREE, refusal } from './fixtures.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
beforeAll(async () => {
  db = await openPglite();
}, 120_000);
afterAll(() => db.close());

const PROMPT = 'a lighthouse at dusk, {calm|stormy} sea, for [NAME]';

/** As a device sends it. Answers the verdict of the server, and the id. */
async function keep(user: string, fields: Row, rowId: string = randomUUID(), isNew = true) {
  const mutation = { id: randomUUID(), table: 'templates', rowId, op: 'upsert', base: null };
  const made = {
    name: 'Lighthouse',
    data: { form: { kind: 'prompt', prompt: PROMPT } },
    created_at: '2026-11-01T00:00:00Z',
  };
  const { results } = await db.as({ user }).rpc<PushAnswer>('sync_push', {
    mutations: JSON.stringify([{ ...mutation, fields: { ...(isNew && made), ...fields } }]),
  });
  return { id: rowId, result: results[0] };
}
const share = (user: string, fields: Row = {}) => keep(user, { is_public: true, ...fields });

interface Found {
  items: { id: string; name: string; uses: number; contentMode: string }[];
  total: number;
  categories: { name: string; count: number }[];
}
const look = (user: string, asked: Row = {}) =>
  db.as({ user }).rpc<Found>('community_templates', asked);
const seen = async (user: string, asked: Row = {}) =>
  (await look(user, asked)).items.map(({ id }) => id);
const run = (user: string, template: string) =>
  enqueue(db, user, { model: FREE, request: { madeWith: { template } } });
const report = (user: string, p_template: string, p_reason = 'spam') =>
  db.as({ user }).rpc('report_template', { p_template, p_reason });
async function grownUp(): Promise<string> {
  const user = await db.signUp();
  await db.as({ user }).rpc('confirm_age', { p_birth_date: '1980-05-05' });
  await db.owner.query("update profiles set ai_safety_level = 'relaxed' where id = $1", [user]);
  return user;
}

test('what was made public is found by others, by all words and category, until it is private again', async () => {
  const [maker, other] = [await db.signUp(), await db.signUp()];
  const { id: sea } = await share(maker, { category: 'Sea' });
  const { id: forest } = await share(maker, {
    name: '100% _Forest_',
    category: 'Wood',
    data: { form: { kind: 'prompt', prompt: 'old trees' } },
  });
  const { id: own } = await keep(maker, {});
  expect((await seen(other)).toSorted()).toEqual([sea, forest].toSorted());
  expect(await seen(maker)).toEqual([]);
  expect(await seen(other, { p_words: 'DUSK  lighthouse' })).toEqual([sea]);
  expect(await seen(other, { p_words: 'dusk trees' })).toEqual([]);
  // Signs of patterns are only signs.
  expect(await seen(other, { p_words: '% _' })).toEqual([forest]);
  expect(await seen(other, { p_words: "'; drop table templates; --" })).toEqual([]);
  const chosen = await look(other, { p_category: 'Wood' });
  expect(chosen).toMatchObject({ total: 1, items: [{ id: forest }] });
  expect(chosen.categories).toEqual([
    { name: 'Sea', count: 1 },
    { name: 'Wood', count: 1 },
  ]);
  expect(await look(other, { p_offset: 1, p_limit: 1 })).toMatchObject({ total: 2 });
  await keep(maker, { is_public: false }, forest, false);
  await keep(maker, { is_public: true }, own, false);
  expect((await seen(other)).toSorted()).toEqual([sea, own].toSorted());
  // Also without the function a row is read only as far as its policy goes.
  const rows = await db.as({ user: other }).query<{ id: string }>('select id from templates');
  expect(rows.map(({ id }) => id).toSorted()).toEqual([sea, own].toSorted());
  await db.owner.query('update templates set deleted_at = now() where user_id = $1', [maker]);
});

test('a use counts once for each person and run; one’s own and what is not seen never', async () => {
  const [maker, one, two] = [await db.signUp(), await db.signUp(), await db.signUp()];
  const { id } = await share(maker);
  const { id: secret } = await keep(maker, {});
  const { body } = await run(one, id);
  // The same order, sent again.
  await db.service.rpc('enqueue_order', { p_user: one, p_body: body });
  await run(one, id);
  await run(two, id);
  await run(maker, id);
  await run(two, secret);
  for (const none of ['x', randomUUID(), "'; --"]) await run(two, none);
  expect((await look(one)).items.find((item) => item.id === id)?.uses).toBe(3);
  const counts = await db.owner.query<{ id: string; uses_count: number }>(
    'select id, uses_count from templates where id = any ($1)',
    [[id, secret]],
  );
  expect(new Map(counts.map((row) => [row.id, row.uses_count]))).toEqual(
    new Map([
      [id, 3],
      [secret, 0],
    ]),
  );
});

test('the content mode is what the words say; adults’ is seen by those who allow it, and some is never public', async () => {
  const [maker, other, grown] = [await grownUp(), await db.signUp(), await grownUp()];
  const nude = { data: { form: { kind: 'prompt', prompt: 'calm\nnude study' } } };
  const { id, result } = await share(maker, { ...nude, content_mode: 'sfw' });
  expect(result).toMatchObject({ status: 'applied', row: { content_mode: 'nsfw' } });
  expect(await seen(grown)).toContain(id);
  expect(await seen(other)).not.toContain(id);
  await run(other, id);
  expect(await refusal(report(other, id))).toBe('not_found');
  expect((await look(grown)).items.find((item) => item.id === id)?.uses).toBe(0);
  const refused = { status: 'rejected', code: 'forbidden' };
  expect((await share(other, nude)).result).toMatchObject(refused);
  expect((await share(maker, { description: 'naked celebrity' })).result).toMatchObject(refused);
  expect((await share(maker, { name: 'nude teen' })).result).toMatchObject(refused);
  // Kept to oneself it stays what it is.
  expect((await keep(other, nude)).result).toMatchObject({ status: 'applied' });
});

test('who reports one sees it no more; after three nobody does, until an admin has looked', async () => {
  const [maker, admin, other] = [await db.signUp(), await db.signUp(), await db.signUp()];
  await db.service.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
  const { id } = await share(maker);
  const people = [await db.signUp(), await db.signUp(), await db.signUp()];
  await report(people[0] ?? '', id);
  await report(people[0] ?? '', id, 'harm');
  await report(people[1] ?? '', id);
  expect(await seen(people[0] ?? '')).not.toContain(id);
  expect(await seen(other)).toContain(id);
  expect(await refusal(report(maker, id))).toBe('not_found');
  await report(people[2] ?? '', id);
  expect(await seen(other)).not.toContain(id);
  const settle = (p_stays: boolean, user = admin, p_reason = '') =>
    db.as({ user }).rpc('settle_template_reports', { p_template: id, p_stays, p_reason });
  expect(await refusal(settle(true, maker))).toBe('forbidden');
  await settle(true);
  expect(await seen(other)).toContain(id);
  await settle(false, admin, '  Not yours.  ');
  // Its maker may say what they like: it stays hidden.
  await keep(maker, { is_public: true }, id, false);
  expect(await seen(other)).not.toContain(id);
  const mine = await db
    .as({ user: maker })
    .query('select is_public, hidden_reason from templates where id = $1', [id]);
  expect(mine).toEqual([{ is_public: true, hidden_reason: 'Not yours.' }]);
  const [said] = await db.owner.query<{ metadata: Row }>(
    'select metadata from audit_logs where resource_id = $1 order by created_at desc limit 1',
    [id],
  );
  expect(said?.metadata).toEqual({ public: false, reason: 'Not yours.' });
  await settle(true);
  const after = await db.owner.query('select hidden_reason from templates where id = $1', [id]);
  expect(after).toEqual([{ hidden_reason: null }]);
  // Decided otherwise, it is found again as it was.
  expect(await seen(other)).toContain(id);
});

interface Reported {
  mayDecide: boolean;
  total: number;
  items: { id: string; isHidden: boolean; reportCount: number; reports: Row[]; author: string }[];
}

test('admins see what was reported and not decided, hidden ones first, and not by whom; others see nothing', async () => {
  const [maker, admin] = [await db.signUp(), await db.signUp()];
  await db.service.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
  const people = [await db.signUp(), await db.signUp(), await db.signUp()];
  const reported = (user: string, p_limit = 50) =>
    db.as({ user }).rpc<Reported>('reported_templates', { p_limit });
  const { id: once } = await share(maker);
  const { id: often } = await share(maker);
  await share(maker);
  await db.as({ user: people[0] ?? '' }).rpc('report_template', {
    p_template: once,
    p_reason: 'rights',
    p_note: 'That is my cat.',
  });
  for (const user of people) await report(user, often, 'harm');
  const { items, ...page } = await reported(admin);
  expect(page).toEqual({ mayDecide: true, total: 2 });
  expect(items).toMatchObject([
    { id: often, isHidden: true, reportCount: 3 },
    { id: once, isHidden: false, reportCount: 1 },
  ]);
  expect(items[1]?.reports).toEqual([
    { reason: 'rights', note: 'That is my cat.', at: expect.any(String) },
  ]);
  for (const user of people) expect(JSON.stringify(items)).not.toContain(user);
  expect(await reported(admin, 1)).toMatchObject({ total: 2, items: [{ id: often }] });
  for (const user of [maker, people[0] ?? '']) {
    expect(await reported(user)).toEqual({ mayDecide: false, total: 0, items: [] });
  }
  const settle = (p_template: string) =>
    db.as({ user: admin }).rpc('settle_template_reports', { p_template, p_stays: true });
  await settle(often);
  expect((await reported(admin)).items.map(({ id }) => id)).toEqual([once]);
  // One that its maker removed needs no decision any more.
  await db.owner.query('update templates set deleted_at = now() where id = $1', [once]);
  expect(await reported(admin)).toEqual({ mayDecide: true, total: 0, items: [] });
});

interface Offered {
  prompt: string;
  negative_prompt: string;
  source: string;
  uses: string;
}
const offers = (user: string, ...words: string[]) =>
  db
    .as({ user })
    .query<Offered>(
      'select prompt, negative_prompt, source, uses::text from community_prompts($1)',
      [words],
    );
const take = (user: string, p_suggested: string, p_base = 'harbour') =>
  db.as({ user }).rpc('take_suggestion', {
    p_base,
    p_suggested,
    p_source: 'community',
    p_confidence: 0.6,
  });

test('prompts of public templates and works are offered to others, those that share most words first', async () => {
  const [maker, other, grown] = [await grownUp(), await db.signUp(), await grownUp()];
  const form = (prompt: string) => ({ data: { form: { kind: 'prompt', prompt } } });
  await share(maker, {
    data: { form: { kind: 'prompt', prompt: 'old harbour', negativePrompt: 'fog' } },
  });
  await share(maker, form('old harbour with <b>boats</b>'));
  await share(maker, form('naked swimmer, harbour'));
  await keep(maker, form('old harbour boats, my secret'));
  const work = async (prompt: string, visibility: string) =>
    db.owner.query(
      `insert into user_library (id, user_id, storage_path, sha256, mime, bytes, width, height, origin, visibility, recipe)
         values ($1, $2, private.library_path($2, $3, 'image/png'), $3, 'image/png', 1, 1, 1, 'generated', $4, $5)`,
      [
        randomUUID(),
        maker,
        randomUUID().replaceAll('-', '').padEnd(64, '0'),
        visibility,
        { prompt },
      ],
    );
  await work('harbour boats from above', 'public');
  await work('harbour boats, private', 'private');
  expect((await offers(other, 'Harbour', 'boats', 'of')).map(({ prompt }) => prompt)).toEqual([
    'harbour boats from above',
    'old harbour with <b>boats</b>',
    'old harbour',
  ]);
  expect((await offers(grown, 'harbour')).map(({ prompt }) => prompt)).toContain(
    'naked swimmer, harbour',
  );
  expect(await offers(maker, 'harbour')).toEqual([]);
  expect(await offers(other, 'of', '%', '')).toEqual([]);

  await take(other, 'old harbour');
  await take(other, 'old harbour');
  await take(grown, 'old harbour', 'port');
  expect(await offers(other, 'old')).toContainEqual({
    prompt: 'old harbour',
    negative_prompt: 'fog',
    source: 'template',
    uses: '3',
  });
  const mine = await db
    .as({ user: other })
    .query(
      'select base_prompt, source, used_count, round(confidence::numeric, 1)::text as sure from prompt_suggestions',
    );
  expect(mine).toEqual([
    { base_prompt: 'harbour', source: 'community', used_count: 2, sure: '0.6' },
  ]);
});
