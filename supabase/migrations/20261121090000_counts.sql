-- Counts that are kept where the thing counted happens, in its own transaction: once, whoever causes it.

-- Woofs are credits spent: what is captured, by month and brand. A hold ends once (rule L2), so it counts once.
-- Not `enable always`: a backup brings its counters along.
create function private.count_woofs()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.counters_monthly (user_id, month, brand_id, woofs_used)
    values (new.user_id, date_trunc('month', now())::date,
      (select brand_id from public.orders where id = new.order_id), new.captured)
    on conflict (user_id, month, brand_id) do update set woofs_used = counters_monthly.woofs_used + excluded.woofs_used;
  return null;
end
$$;
create trigger credit_transactions_count after insert on public.credit_transactions
  for each row when (new.kind = 'capture' and new.captured > 0) execute function private.count_woofs();

-- An interaction is one thing said to a character. What is deleted later was said all the same. A statement at a time,
-- characters in one order, so that two conversations never wait for each other within one.
create function private.count_interactions()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform from public.characters where id in (
    select t.character_id from spoken as m join public.conversations as t on t.id = m.conversation_id where m.role = 'user'
  ) order by id for no key update;
  update public.characters as c set interaction_count = c.interaction_count + n.said
    from (
      select t.character_id, count(*)::integer as said
        from spoken as m join public.conversations as t on t.id = m.conversation_id
        where m.role = 'user' and t.character_id is not null
        group by t.character_id
    ) as n
    where c.id = n.character_id;
  return null;
end
$$;
create trigger messages_interactions after insert on public.messages
  referencing new table as spoken for each statement execute function private.count_interactions();

revoke execute on function private.count_woofs(), private.count_interactions() from public;

-- What happened before it was counted.
insert into public.counters_monthly (user_id, month, brand_id, woofs_used)
  select t.user_id, date_trunc('month', t.created_at)::date, o.brand_id, sum(t.captured)
    from public.credit_transactions as t
      join public.profiles as p on p.id = t.user_id
      left join public.orders as o on o.id = t.order_id
    where t.kind = 'capture' and t.captured > 0
    group by 1, 2, 3
  on conflict (user_id, month, brand_id) do update set woofs_used = excluded.woofs_used;
update public.characters as c set interaction_count = n.said
  from (
    select t.character_id, count(*)::integer as said
      from public.messages as m join public.conversations as t on t.id = m.conversation_id
      where m.role = 'user' and t.character_id is not null
      group by t.character_id
  ) as n
  where c.id = n.character_id;
