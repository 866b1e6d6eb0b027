import {
  type Brand,
  BRAND_COLOURS,
  type BrandFields,
  BrandLook,
  DEFAULT_BRAND_LOOK,
  Hex,
} from '../../contract/brands.ts';
import type { z } from 'zod';
import type { SyncRow } from '../../contract/sync.ts';
import type { LibraryContext } from '../library/context.ts';
import { editRow, makeRow, removeRow } from '../library/edit-rows.ts';
import { fontsAreUsed, fontsOfKit, sendFonts } from '../library/fonts.ts';
import { findRow, listRows } from '../library/other-rows.ts';
import { tellLeftOut } from '../library/read-each.ts';
import type { Database } from '../system/database.ts';
import { type Log, silentLog } from '../system/log.ts';

const TABLE = 'brands';

/** By name. */
export function listBrands(db: Database, log: Log): Brand[] {
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' }).compare;
  return listRows(db, TABLE)
    .map((row) => toBrand(row, log))
    .toSorted((a, b) => compare(a.name, b.name) || a.id.localeCompare(b.id));
}

/** Makes a brand, edits it, or brings one back that was removed. Only what differs is written. */
export function saveBrand(
  context: LibraryContext,
  { id, ...fields }: BrandFields & { id?: string | undefined },
): Brand {
  return context.command(['brands'], () => {
    sendFonts(context, fontsOfKit(rowOf(fields)['kit']));
    const known = id === undefined ? undefined : findRow(context.db, TABLE, id);
    fontsAreUsed(context, fontsOfKit(known?.['kit']));
    if (!known || id === undefined) return toBrand(makeRow(context, TABLE, rowOf(fields), id));
    const changed = changes(known, fields);
    const isSame = Object.keys(changed).length === 0;
    return toBrand(isSame ? known : editRow(context, TABLE, id, changed));
  });
}

export function removeBrand(context: LibraryContext, id: string): void {
  context.command(['brands'], () => {
    fontsAreUsed(context, fontsOfKit(findRow(context.db, TABLE, id)?.['kit']));
    removeRow(context, TABLE, id);
  });
}

function rowOf({ name, colours, titleFont, bodyFont, logo, corner }: BrandFields): SyncRow {
  return {
    name,
    colors: BRAND_COLOURS.map((colour) => colours[colour]),
    kit: { titleFont, bodyFont, logo, corner },
  };
}

/** By what they mean: the server keeps the names in a kit in an order of its own. */
function changes(known: SyncRow, fields: BrandFields): SyncRow {
  const before = toBrand(known);
  const { name, colors, kit } = rowOf(fields);
  const isColoured = BRAND_COLOURS.some((each) => before.colours[each] !== fields.colours[each]);
  const isKitted = KIT.some((each) => before[each] !== fields[each]);
  return {
    ...(name !== before.name && { name }),
    // Colours behind the four are another program's, and stay.
    ...(isColoured && {
      colors: [...listIn(colors), ...listIn(known['colors']).slice(BRAND_COLOURS.length)],
    }),
    ...(isKitted && { kit }),
  };
}

const KIT = ['titleFont', 'bodyFont', 'logo', 'corner'] as const;

/**
 * What another program wrote into the row that is no colour or font is as if nothing were said; of what was just written
 * here that is nothing.
 */
function toBrand(row: SyncRow, log: Log = silentLog): Brand {
  const { name, colors, kit } = row;
  const said = new Map<string, unknown>(
    typeof kit === 'object' && kit !== null ? Object.entries(kit) : [],
  );
  let left = 0;
  const read = <Value>(schema: z.ZodType<Value>, value: unknown, otherwise: Value): Value => {
    if (value === undefined) return otherwise;
    const { success, data } = schema.safeParse(value);
    if (success) return data;
    left += 1;
    return otherwise;
  };
  const { shape } = BrandLook;
  const { titleFont, bodyFont, logo, corner } = DEFAULT_BRAND_LOOK;
  const colours = { ...DEFAULT_BRAND_LOOK.colours };
  for (const [at, colour] of BRAND_COLOURS.entries()) {
    colours[colour] = read(Hex, listIn(colors)[at], colours[colour]);
  }
  const brand = {
    id: String(row['id']),
    name: typeof name === 'string' ? name : '',
    colours,
    titleFont: read(shape.titleFont, said.get('titleFont'), titleFont),
    bodyFont: read(shape.bodyFont, said.get('bodyFont'), bodyFont),
    logo: read(shape.logo, said.get('logo'), logo),
    corner: read(shape.corner, said.get('corner'), corner),
    createdAt: String(row['created_at']),
  };
  tellLeftOut(left, BRAND_COLOURS.length + KIT.length - left, { log, of: 'values of brands' });
  return brand;
}

function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
