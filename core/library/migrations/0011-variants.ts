import type { Migration } from '../../system/database.ts';

/** Orders of which variants are made by themselves, and whether that was seen to (core/generate/variants.ts). */
export const variants: Migration = {
  number: 11,
  name: 'variants',
  sql: `
create index orders_with_variants on orders (id) where request ->> '$.variants' is not null;

-- Of which orders they were made, or could not be: never looked at again.
create table made_variants (
  order_id text primary key,
  at text not null
) strict, without rowid;
`,
};
