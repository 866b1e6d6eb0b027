import type { Migration } from '../../system/database.ts';

/** Fonts follow the creator: which were given to the server, and which could not be had from it. */
export const fontsThatFollow: Migration = {
  number: 18,
  name: 'fonts-that-follow',
  sql: `
-- When the file was put into the outbox for the other machines; null: no brand has named it yet.
alter table fonts add column sent_at text;
-- Why a font that a brand names did not come (contract/fonts.ts). Forgotten at each start: then it is tried again.
create table absent_fonts (
  sha256 text primary key,
  reason text not null
) strict, without rowid;
`,
};
