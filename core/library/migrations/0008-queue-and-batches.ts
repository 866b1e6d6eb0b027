import type { Migration } from '../../system/database.ts';

/**
 * The creator's own order of waiting jobs (rule Q8), how long runs took, and batches with their rows. Batches, votes
 * and times stay on this machine; the orders that they make are the server's.
 */
export const queueAndBatches: Migration = {
  number: 8,
  name: 'queue and batches',
  sql: `
alter table jobs add column pause_reason text;
alter table jobs add column position integer;
insert into settings (key, value) values ('rewrite:jobs', '1');

-- From the first word that a job runs to the word that it is done, by the server's clock.
create table job_runs (
  job_id text primary key,
  order_id text not null,
  began text not null,
  ended text
) strict, without rowid;
create index job_runs_ended on job_runs (ended) where ended is not null;
create trigger job_began after update of status on jobs
when new.status = 'running' and old.status <> 'running'
begin
  insert into job_runs (job_id, order_id, began) values (new.id, new.order_id, new.updated_at)
    on conflict (job_id) do update set began = excluded.began, ended = null;
end;
create trigger job_done after update of status on jobs
when new.status = 'completed' and old.status = 'running'
begin
  update job_runs set ended = new.updated_at where job_id = new.id;
end;

create table batches (
  id text primary key,
  name text not null,
  -- JSON: how the rows were made of the table.
  plan text not null,
  -- running: rows are sent; paused: no more are, until told; stopped: never again.
  state text not null check (state in ('running', 'paused', 'stopped')),
  -- Why it rests by itself: the cap, the balance, the backend's quota.
  rests text,
  spend_cap integer,
  created_at text not null
) strict, without rowid;

-- A row is one order. Its id is drawn when the batch is made, and is the key by which the backend takes it once
-- (rule Q1): however often this machine dies, a row is charged once.
create table batch_rows (
  batch_id text not null references batches (id) on delete cascade,
  number integer not null,
  line integer not null,
  -- JSON of an OrderRequest; null where the row has problems.
  request text,
  -- JSON of what is wrong with the row, [] where nothing is.
  problems text not null,
  price integer not null,
  order_id text not null unique,
  sent integer not null default 0,
  -- JSON of an ErrorBody: refused here, before it was sent.
  error text,
  primary key (batch_id, number)
) strict, without rowid;
create index batch_rows_waiting on batch_rows (batch_id, number) where sent = 0;

-- What came of the rows, also when it was saved or thrown away since.
create table batch_results (
  order_id text not null,
  job_id text not null,
  asset_id text not null,
  sha256 text not null,
  mime text not null,
  primary key (order_id, job_id)
) strict, without rowid;
create trigger batch_result after insert on workspace_assets
when exists (select 1 from batch_rows where order_id = new.order_id)
begin
  insert or ignore into batch_results (order_id, job_id, asset_id, sha256, mime)
    values (new.order_id, new.job_id, new.id, new.sha256, new.mime);
end;


-- Which of two pictures whose makers were hidden the creator liked more.
-- A ballot is one choice; each duel of it a row. A contender is a model and a quality.
create table votes (
  ballot text not null,
  nr integer not null,
  left_contender text not null,
  right_contender text not null,
  winner text not null check (winner in ('left', 'right', 'tie')),
  prompt text not null,
  at text not null,
  primary key (ballot, nr)
) strict, without rowid;
`,
};
