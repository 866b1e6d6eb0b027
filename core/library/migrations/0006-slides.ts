import type { Migration } from '../../system/database.ts';

/** What a slide of a carousel is made from, and the words over it, as JSON of a `SlideText`. */
export const slides: Migration = {
  number: 6,
  name: 'slides',
  sql: `
alter table order_items add column brief text;
alter table order_items add column text text;
`,
};
