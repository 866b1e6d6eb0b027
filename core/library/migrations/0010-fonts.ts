import type { Migration } from '../../system/database.ts';

/**
 * The creator's own fonts by content, made plain (core/media/fonts). They lie in the database, so that a backup, a
 * restored and a moved library have them; libvips reads a copy among the thumbnails.
 */
export const fonts: Migration = {
  number: 10,
  name: 'fonts',
  sql: `
create table fonts (
  sha256 text primary key,
  -- As the file says it, for people.
  name text not null,
  -- As the plain file says it, for whoever sets words in it.
  family text not null,
  content blob not null,
  used_at text not null
) strict;
`,
};
