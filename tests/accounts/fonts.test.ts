import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DEFAULT_BRAND_LOOK } from '../../contract/brands.ts';
import { FONT_BUCKET, FONT_EXTENSION, FONT_TYPE, OwnFont } from '../../contract/fonts.ts';
import type { BackendLink } from '../../contract/solo.ts';
import { libraryPath } from '../../contract/sync.ts';
import { startBackend, type TestBackend } from '../sync/backend.ts';
import { allSent, type Machine, openMachine, until } from './studios.ts';

const CAVEAT = readFileSync('resources/fonts/caveat-bold.ttf');

let backend: TestBackend;
let link: BackendLink;
let userId: string;

beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.stop());
beforeEach(async () => {
  ({ link, userId } = await backend.newAccount());
});

async function addFont({ studio }: Machine): Promise<OwnFont> {
  const request = new Request('http://media/font', { method: 'POST', body: CAVEAT });
  const answer = (await (await studio.media(request)).json()) as { value: unknown };
  return OwnFont.parse(answer.value);
}

const inFont = (titleFont: string) => ({ ...DEFAULT_BRAND_LOOK, name: 'Nord', titleFont });

const onServer = () =>
  backend.query<{ name: string; size: number; type: string }>(
    `select name, (metadata ->> 'size')::int as size, metadata ->> 'mimetype' as type
       from storage.objects where bucket_id = 'fonts' and owner_id = $1`,
    userId,
  );

/** Lays these bytes where the font of this name is looked for, with the rights of the account itself. */
async function layDown(id: string, bytes: Uint8Array): Promise<void> {
  const client = createClient(link.url, link.anonKey, { auth: { persistSession: false } });
  await client.auth.signInWithPassword(link);
  const path = libraryPath(userId, id, FONT_EXTENSION);
  const { error } = await client.storage
    .from(FONT_BUCKET)
    .upload(path, new Blob([new Uint8Array(bytes)], { type: FONT_TYPE }), {
      contentType: FONT_TYPE,
    });
  expect(error).toBeNull();
}

test('S8: a brand’s own font goes up before it and comes down on another machine, which sets words in it', async () => {
  const one = await openMachine();
  await one.calls.account.connect(link);
  const font = await addFont(one);
  expect(await onServer()).toEqual([]);
  await one.calls.brands.save(inFont(font.id));
  await allSent(one);
  const path = libraryPath(userId, font.id, FONT_EXTENSION);
  expect(await onServer()).toMatchObject([{ name: path, type: FONT_TYPE }]);

  const two = await openMachine();
  await two.calls.account.connect(link);
  await until('the font is here', async () => (await two.calls.brands.fonts()).length > 0);
  expect(await two.calls.brands.fonts()).toEqual([font]);
  expect(await two.calls.brands.absentFonts()).toEqual([]);
  const drawn = (machine: Machine, titleFont: string) => slide(machine, titleFont);
  const [mine, theirs] = [await drawn(one, font.id), await drawn(two, font.id)];
  expect(theirs.equals(mine)).toBe(true);
  expect(theirs.equals(await drawn(two, 'inter-extra-bold'))).toBe(false);
});

test('S6: a server that lost it is given the font again with its brand', async () => {
  const one = await openMachine();
  await one.calls.account.connect(link);
  const font = await addFont(one);
  const brand = await one.calls.brands.save(inFont(font.id));
  await allSent(one);
  await backend.query("delete from storage.objects where bucket_id = 'fonts'");
  await one.calls.brands.save({ ...inFont(font.id), id: brand.id, name: 'Nordlicht' });
  await allSent(one);
  expect(await onServer()).toHaveLength(1);
});

test.each<[string, (font: OwnFont) => [id: string, bytes: Uint8Array], string]>([
  ['damaged', () => named(CAVEAT.subarray(0, 600)), 'broken'],
  ['no font', () => named(Buffer.from('<html>a font?</html>')), 'no_font'],
  // A font, but not as this program makes one plain: nothing else is let in.
  ['not made plain', () => named(CAVEAT), 'broken'],
  ['another one', ({ id }) => [id, CAVEAT], 'other'],
])(
  'F7: a font from the server that is %s is refused with its reason, and Inter stands in',
  async (_, bytesOf, reason) => {
    const one = await openMachine();
    await one.calls.account.connect(link);
    const [id, bytes] = bytesOf({ id: 'f'.repeat(64), name: '', isUnreadable: false });
    await layDown(id, bytes);
    await one.calls.brands.save(inFont(id));
    await until('it was refused', async () => (await absence(one)) !== null);
    expect(await one.calls.brands.absentFonts()).toEqual([{ id, reason }]);
    expect(await one.calls.brands.fonts()).toEqual([]);
    const stoodIn = await slide(one, id);
    expect(stoodIn.equals(await slide(one, 'inter-extra-bold'))).toBe(true);
  },
);

test('a font that the server has not is said to be missing', async () => {
  const one = await openMachine();
  await one.calls.account.connect(link);
  const id = 'e'.repeat(64);
  await one.calls.brands.save(inFont(id));
  await until('it is said', async () => (await absence(one)) !== null);
  expect(await one.calls.brands.absentFonts()).toEqual([{ id, reason: 'missing' }]);
});

function named(bytes: Uint8Array): [string, Uint8Array] {
  return [createHash('sha256').update(bytes).digest('hex'), bytes];
}

const absence = async ({ calls }: Machine) =>
  (await calls.brands.absentFonts()).find(({ reason }) => reason !== null)?.reason ?? null;

async function slide({ studio }: Machine, titleFont: string): Promise<Buffer> {
  const asked = new URLSearchParams({
    slide: JSON.stringify({ picture: null, text: { title: 'Grüße', body: '' } }),
    look: JSON.stringify({ brand: { ...DEFAULT_BRAND_LOOK, titleFont } }),
    network: 'square',
  });
  const answer = await studio.media(new Request(`http://media/slide?${asked.toString()}`));
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}
