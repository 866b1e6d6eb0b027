import type { Migration } from '../../system/database.ts';

/** What sync needs to tell a refusal from a silence, and a row that is confirmed from one that is only remembered. */
export const syncRefusals: Migration = {
  number: 2,
  name: 'sync refusals',
  sql: `
-- Answers of the backend that refused this row for now. \`attempts\` also counts sendings that nobody answered.
alter table outbox add column refusals integer not null default 0;
create index outbox_by_time on outbox (next_at) where next_at is not null;

-- 1 from the start of a full resync until the server names the row again (rule S6).
alter table server_rows add column unconfirmed integer not null default 0;
create index server_rows_unconfirmed on server_rows (tbl, id) where unconfirmed = 1;
`,
};
