-- Rules L1, L2, L4: the ledger is append-only for every role, moves the balance, and a hold ends once.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = public, extensions;
select plan(17);

insert into auth.users (id, email) values ('00000000-0000-4000-8000-000000000001', 'ledger@example.com');
select is(
  (select credits_balance from profiles where id = '00000000-0000-4000-8000-000000000001'), 100,
  'L1: a new person begins with the bonus');
select lives_ok(
  $$ select grant_credits('00000000-0000-4000-8000-000000000001', 'purchase', 50) $$, 'L1: credits are bought');
select is(
  (select sum(amount)::integer from credit_transactions where user_id = '00000000-0000-4000-8000-000000000001'), 150,
  'L1: the balance is the sum of the rows');
select throws_ok(
  $$ update profiles set credits_balance = 1000 where id = '00000000-0000-4000-8000-000000000001' $$, 'PT403', null,
  'L1: no balance moves without a row');
select throws_ok($$ update credit_transactions set amount = 1 $$, 'PT403', null, 'L1: no row changes');
select throws_ok($$ delete from credit_transactions $$, 'PT403', null, 'L1: no row goes');
select throws_ok($$ truncate credit_transactions cascade $$, 'PT403', null, 'L1: not all at once either');
select throws_ok(
  $$ select grant_credits('00000000-0000-4000-8000-000000000001', 'usage', 151) $$, 'PT402', null,
  'L1: a balance never goes below 0');

insert into credit_transactions (id, user_id, kind, amount)
  values ('00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-000000000001', 'hold', -30);
select throws_ok(
  $$ insert into credit_transactions (user_id, kind, amount, hold_id, captured)
     values ('00000000-0000-4000-8000-000000000001', 'capture', 0, '00000000-0000-4000-8000-00000000000a', 31) $$,
  'PT409', null, 'L2: no more is captured than was held');
select lives_ok(
  $$ insert into credit_transactions (user_id, kind, amount, hold_id, captured)
     values ('00000000-0000-4000-8000-000000000001', 'capture', 0, '00000000-0000-4000-8000-00000000000a', 20) $$,
  'L2: a hold is captured');
select throws_ok(
  $$ insert into credit_transactions (user_id, kind, amount, hold_id)
     values ('00000000-0000-4000-8000-000000000001', 'release', 0, '00000000-0000-4000-8000-00000000000a') $$,
  '23505', null, 'L2: and never released too');
select is(
  (select credits_balance from profiles where id = '00000000-0000-4000-8000-000000000001'), 130,
  'L2: what was held beyond the capture came back');

set local role service_role;
select throws_ok($$ update credit_transactions set amount = 1 $$, '42501', null, 'L1: not by the service');
select throws_ok($$ insert into credit_transactions (user_id, kind, amount)
  values ('00000000-0000-4000-8000-000000000001', 'bonus', 1) $$, '42501', null, 'L4: the service has functions for it');
set local role authenticated;
select throws_ok($$ delete from credit_transactions $$, '42501', null, 'L1: not by a person');
select throws_ok(
  $$ select grant_credits('00000000-0000-4000-8000-000000000001', 'bonus', 1) $$, '42501', null,
  'L4: nobody grants himself credits');
set local role anon;
select throws_ok($$ select from credit_transactions $$, '42501', null, 'L4: anon sees nothing of it');
reset role;

select * from finish();
rollback;
