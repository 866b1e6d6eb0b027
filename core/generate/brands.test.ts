import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type BrandFields, contrast, DEFAULT_BRAND_LOOK } from '../../contract/brands.ts';
import { ImageRequest } from '../../contract/orders.ts';
import { applyServerRow } from '../library/apply.ts';
import { makeRow } from '../library/edit-rows.ts';
import { forgetOldFonts, keepFont, listFonts } from '../library/fonts.ts';
import { replaceModels } from '../library/models.ts';
import { findRow } from '../library/other-rows.ts';
import { allRows } from '../library/outbox.ts';
import { DRAFT, testLibrary } from '../library/test-library.ts';
import { silentLog } from '../system/log.ts';
import { createOrder } from './create-order.ts';
import { listBrands, removeBrand, saveBrand } from './brands.ts';

const NORD: BrandFields = {
  ...DEFAULT_BRAND_LOOK,
  name: 'Nord',
  titleFont: 'playfair-display-bold',
  bodyFont: 'f'.repeat(64),
  logo: 'a'.repeat(64),
  corner: 'bottom_right',
};

test('a brand is kept, edited, removed and brought back under its id', () => {
  const { context } = testLibrary();
  const made = saveBrand(context, NORD);
  expect(made).toMatchObject(NORD);
  saveBrand(context, { ...NORD, name: 'Arktis' });
  expect(listBrands(context.db, silentLog).map(({ name }) => name)).toEqual(['Arktis', 'Nord']);
  const edited = saveBrand(context, { ...NORD, id: made.id, name: 'Nordlicht' });
  expect(edited).toMatchObject({ id: made.id, name: 'Nordlicht', createdAt: made.createdAt });
  removeBrand(context, made.id);
  expect(listBrands(context.db, silentLog)).toHaveLength(1);
  expect(saveBrand(context, { ...NORD, id: made.id })).toMatchObject({ id: made.id, name: 'Nord' });
  expect(() => removeBrand(context, randomUUID())).toThrow('not here');
});

test('a brand that changes or goes can be brought back with its fonts, however long it was there', () => {
  const { context, db, setTime } = testLibrary();
  const [title, body] = ['a'.repeat(64), 'b'.repeat(64)];
  for (const sha256 of [title, body]) {
    keepFont(context, { sha256, name: 'Mine', family: 'Mine', content: Buffer.from(sha256) });
  }
  const { id } = saveBrand(context, { ...NORD, titleFont: title, bodyFont: body });
  // The studio was closed for half a year: nothing was tidied meanwhile.
  setTime('2027-06-01T08:00:00.000Z');
  saveBrand(context, { ...NORD, id, titleFont: 'lora-regular', bodyFont: body });
  removeBrand(context, id);
  expect(forgetOldFonts(context)).toEqual([]);
  setTime('2027-07-02T08:00:00.000Z');
  expect(forgetOldFonts(context).toSorted()).toEqual([title, body]);
  expect(listFonts(db)).toEqual([]);
});

test('S3: only the columns that differ are sent, and what is saved as it was sends nothing', () => {
  const { context } = testLibrary();
  const { id } = saveBrand(context, NORD);
  const row = findRow(context.db, 'brands', id);
  context.db.run('delete from outbox');
  // As a server tells it: the names in a kit in its own order.
  const kit = Object.fromEntries(Object.entries(row?.['kit'] ?? {}).toReversed());
  applyServerRow(context.db, 'brands', { ...row, kit }, '5');
  saveBrand(context, { ...NORD, id });
  expect(allRows(context.db)).toEqual([]);
  saveBrand(context, { ...NORD, id, colours: { ...NORD.colours, accent: '#00ff00' } });
  const [sent] = allRows(context.db);
  const { fields } = JSON.parse(sent?.body ?? '') as { fields: Record<string, unknown> };
  expect(Object.keys(fields)).toEqual(['colors']);
});

test('a row of another program’s is a brand as far as it goes, and its other colours stay', () => {
  const { context } = testLibrary();
  const row = { name: 'Old', colors: ['#112233', 'red', 'x', 'y', '#445566'], kit: [7] };
  const { id } = makeRow(context, 'brands', row);
  const [brand] = listBrands(context.db, silentLog);
  expect(brand).toMatchObject({
    ...DEFAULT_BRAND_LOOK,
    name: 'Old',
    colours: { background: '#112233' },
  });
  const accent = '#445566';
  if (brand) saveBrand(context, { ...brand, colours: { ...brand.colours, accent } });
  expect(findRow(context.db, 'brands', String(id))?.['colors']).toEqual([
    '#112233',
    '#ffffff',
    '#e6e3f4',
    accent,
    '#445566',
  ]);
});

test('contrast is that of WCAG: from none to 21', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('#abcdef', '#abcdef')).toBe(1);
});

test('an order is for its brand; made again for one that was removed since, it is for none', () => {
  const { context } = testLibrary();
  replaceModels(context.db, [DRAFT]);
  const { id: brandId } = saveBrand(context, NORD);
  const asked = ImageRequest.parse({ prompt: 'a fox', model: DRAFT.id, seed: 7, brandId });
  const order = createOrder(context, asked);
  expect(order.request.brandId).toBe(brandId);
  // The server hears of the brand before what is for it.
  expect(allRows(context.db).map(({ kind }) => kind)).toEqual(['push', 'call']);
  removeBrand(context, brandId);
  expect(createOrder(context, asked).request).not.toHaveProperty('brandId');
});
