import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { check } from './axe.ts';
import { toast } from './frame.ts';
import { PASSWORD } from './project.ts';
import { promptBar } from './prompt-bar.ts';
import { expect, test } from './studio.ts';

const HARBOUR = 'An old harbour, calm water';
const PIER = 'A pier for sale <b>cheap</b>';

async function newPerson(client: SupabaseClient): Promise<string> {
  const email = `${randomUUID()}@example.com`;
  const { error } = await client.auth.admin.createUser({
    email,
    password: PASSWORD,
    email_confirm: true,
  });
  expect(error).toBeNull();
  return email;
}

/** Does something as this person, by what a studio calls. */
async function as<T>(client: SupabaseClient, email: string, work: () => Promise<T>): Promise<T> {
  const { error } = await client.auth.signInWithPassword({ email, password: PASSWORD });
  expect(error).toBeNull();
  const done = await work();
  await client.auth.signOut({ scope: 'local' });
  return done;
}

async function rpc(client: SupabaseClient, name: string, args: object): Promise<void> {
  const { error } = await client.rpc(name, args);
  expect(error).toBeNull();
}

/** A public template, as another studio sends it. */
async function share(client: SupabaseClient, name: string): Promise<string> {
  const rowId = randomUUID();
  const data = { form: { kind: 'prompt', prompt: `${name}, at dusk` } };
  const fields = {
    name,
    description: '',
    category: 'Sea',
    data,
    is_public: true,
    created_at: new Date().toISOString(),
  };
  const mutation = {
    id: randomUUID(),
    table: 'templates',
    rowId,
    op: 'upsert',
    base: null,
    fields,
  };
  const { data: answer } = await client.rpc('sync_push', { mutations: [mutation] });
  expect(answer).toMatchObject({ results: [{ status: 'applied' }] });
  return rowId;
}

/** Two templates of somebody's: one reported once, one by so many that it is hidden. */
async function report(client: SupabaseClient): Promise<void> {
  const maker = await newPerson(client);
  const people = [await newPerson(client), await newPerson(client), await newPerson(client)];
  const [once, often] = await as(client, maker, async () => [
    await share(client, HARBOUR),
    await share(client, PIER),
  ]);
  for (const [at, person] of people.entries()) {
    await as(client, person, async () => {
      const spam = { p_reason: 'spam', p_note: 'It sells something.' };
      await rpc(client, 'report_template', { p_template: often, ...spam });
      if (at > 0) return;
      await rpc(client, 'report_template', { p_template: once, p_reason: 'other', p_note: '' });
    });
  }
}

async function makeAdmin(client: SupabaseClient): Promise<void> {
  const { data } = await client.from('profiles').select('id').limit(1).single();
  const { error } = await client.from('user_roles').insert({ user_id: data?.id, role: 'admin' });
  expect(error).toBeNull();
}

test('what was reported is decided by an admin, with a reason, and by nobody else', async ({
  page,
  studio,
}) => {
  const main = page.getByRole('main');
  const look = (name: string) => main.getByRole('button', { name: `Look at ${name}` });
  const community = async () => {
    await studio.open(page);
    await page.keyboard.press('Control+1');
    await expect(promptBar(page).count).toBeVisible({ timeout: 60_000 });
    await page.keyboard.press('Control+3');
    await main.getByRole('radio', { name: 'Community' }).click();
  };
  await community();
  await expect(main.getByText('Nobody has made a template public yet')).toBeVisible();
  await studio.asOperator(report);
  await community();
  await expect(look(HARBOUR)).toBeVisible();
  await expect(look(PIER)).toHaveCount(0);
  await expect(main.getByRole('button', { name: /^Reports/ })).toHaveCount(0);

  await studio.asOperator(makeAdmin);
  await community();
  await main.getByRole('button', { name: 'Reports (2)' }).click();
  const pier = page.getByRole('dialog', { name: `Reported: ${PIER}` });
  await expect(pier).toContainText('3 people mind');
  await expect(pier).toContainText('Hidden until decided');
  await expect(pier).toContainText('It sells something.');
  await expect(pier).toContainText(`${PIER}, at dusk`);
  await check(page, 'a reported template');
  // By keyboard alone: the field is where the focus begins.
  await expect(pier.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('Nothing is sold here.');
  await page.keyboard.press('Shift+Tab');
  await pier.getByRole('button', { name: 'Take it down' }).press('Enter');
  const down = toast(page, `${PIER} is taken down.`);
  await expect(down).toBeVisible();
  const harbour = page.getByRole('dialog', { name: `Reported: ${HARBOUR}` });
  await expect(harbour).toContainText('1 person minds');
  await harbour.getByRole('button', { name: 'Keep it public' }).click();
  const none = page.getByRole('dialog', { name: 'Reported templates' });
  await expect(none).toContainText('Nothing waits for a decision');
  await check(page, 'no reports');
  await page.keyboard.press('Escape');
  await expect(main.getByRole('button', { name: 'Reports (0)' })).toBeFocused();
  await expect(look(HARBOUR)).toBeVisible();
  await expect(look(PIER)).toHaveCount(0);
});
