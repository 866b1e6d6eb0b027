-- The ledger (rules L1 to L4). `amount` is what a row does to the balance, so a balance is the sum of its rows:
--
--   purchase, bonus, refund   + amount
--   usage                     - amount, spent without a hold
--   hold                      - amount, set aside for a job
--   capture                   + what the hold was more than `captured`; `captured` is spent
--   release                   + the whole hold
--
-- No foreign keys to people and jobs: the books outlive both.

create table public.credit_transactions (
  id uuid primary key default private.uuid7(),
  user_id uuid not null,
  kind text not null check (kind in ('purchase', 'usage', 'refund', 'bonus', 'hold', 'capture', 'release')),
  amount integer not null,
  hold_id uuid references public.credit_transactions (id),
  captured integer,
  balance_after integer not null check (balance_after >= 0),
  order_id uuid,
  job_id uuid,
  note text check (char_length(note) <= 500),
  created_at timestamptz not null default now(),
  constraint amounts check (
    case kind
      when 'hold' then amount < 0 and hold_id is null and captured is null
      when 'usage' then amount < 0 and hold_id is null and captured is null
      when 'capture' then amount >= 0 and hold_id is not null and captured >= 0
      when 'release' then amount >= 0 and hold_id is not null and captured = 0
      else amount > 0 and hold_id is null and captured is null
    end
  )
);
-- A hold ends exactly once (rule L2).
create unique index credit_transactions_one_end on public.credit_transactions (hold_id) where hold_id is not null;
create index credit_transactions_by_user on public.credit_transactions (user_id, created_at);
create index credit_transactions_by_job on public.credit_transactions (job_id) where job_id is not null;
alter table public.credit_transactions enable row level security;
create policy "own transactions" on public.credit_transactions
  for select to authenticated using (user_id = (select auth.uid()));

-- Every row moves the balance in its own transaction (rule L1), whoever writes it.
create function private.post_credits()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  hold public.credit_transactions;
  balance integer;
begin
  select credits_balance into balance from public.profiles where id = new.user_id for no key update;
  if not found then
    perform private.refuse('not_found', 'There is no such profile.');
  end if;
  if new.kind in ('capture', 'release') then
    select * into hold from public.credit_transactions
      where id = new.hold_id and kind = 'hold' and user_id = new.user_id;
    if not found then
      perform private.refuse('not_found', 'There is no such hold.');
    end if;
    new.captured := case new.kind when 'release' then 0 else new.captured end;
    if new.captured is null or new.captured not between 0 and -hold.amount then
      perform private.refuse('conflict', 'A capture is between 0 and its hold.');
    end if;
    new.amount := -hold.amount - new.captured;
    new.order_id := hold.order_id;
    new.job_id := hold.job_id;
  end if;
  if balance + new.amount < 0 then
    perform private.refuse('insufficient_credits', 'The balance is too small.',
      jsonb_build_object('balance', balance, 'needed', -new.amount));
  end if;
  new.balance_after := balance + new.amount;
  update public.profiles set
    credits_balance = new.balance_after,
    lifetime_credits = lifetime_credits
      + case when new.kind in ('purchase', 'bonus') then new.amount else 0 end
    where id = new.user_id;
  return new;
end
$$;
create trigger credit_transactions_post before insert on public.credit_transactions
  for each row execute function private.post_credits();
alter table public.credit_transactions enable always trigger credit_transactions_post;

create function private.refuse_change()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform private.refuse('forbidden', 'The ledger is append-only.');
  return null;
end
$$;
create trigger credit_transactions_append_only before update or delete on public.credit_transactions
  for each row execute function private.refuse_change();
create trigger credit_transactions_no_truncate before truncate on public.credit_transactions
  for each statement execute function private.refuse_change();
alter table public.credit_transactions enable always trigger credit_transactions_append_only;
alter table public.credit_transactions enable always trigger credit_transactions_no_truncate;

-- Sets credits aside; null when nothing is to be paid.
create function private.hold_credits(p_user uuid, p_amount integer, p_order uuid, p_job uuid)
returns uuid
language sql
set search_path = ''
as $$
  insert into public.credit_transactions (user_id, kind, amount, order_id, job_id)
    select p_user, 'hold', -p_amount, p_order, p_job where p_amount > 0
    returning id
$$;

create function private.capture_hold(p_user uuid, p_hold uuid, p_amount integer)
returns void
language sql
set search_path = ''
as $$
  insert into public.credit_transactions (user_id, kind, amount, hold_id, captured)
    select p_user, 'capture', 0, p_hold, p_amount where p_hold is not null
$$;

create function private.release_hold(p_user uuid, p_hold uuid)
returns void
language sql
set search_path = ''
as $$
  insert into public.credit_transactions (user_id, kind, amount, hold_id)
    select p_user, 'release', 0, p_hold where p_hold is not null
$$;

-- Credits held now for the open jobs of an order.
create function private.held_for(p_order uuid)
returns integer
language sql
stable
set search_path = ''
as $$
  select coalesce(sum(-hold.amount), 0)::integer
    from public.credit_transactions as hold
    where hold.kind = 'hold' and hold.order_id = p_order
      and not exists (select from public.credit_transactions as ended where ended.hold_id = hold.id)
$$;
create index credit_transactions_holds_by_order on public.credit_transactions (order_id) where kind = 'hold';

-- Gives or takes credits outside of jobs; answers the new balance. `usage` takes.
create function public.grant_credits(p_user uuid, p_kind text, p_amount integer, p_note text default null)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  balance integer;
begin
  if p_kind is null or p_kind not in ('purchase', 'bonus', 'refund', 'usage') or p_amount is null or p_amount <= 0 then
    perform private.refuse('invalid_input', 'A grant is purchase, bonus, refund or usage of more than 0 credits.');
  end if;
  insert into public.credit_transactions (user_id, kind, amount, note)
    values (p_user, p_kind, case p_kind when 'usage' then -p_amount else p_amount end, p_note)
    returning balance_after into balance;
  return balance;
end
$$;

-- A new user gets a profile and the bonus of requirement R0. What the user says of himself is bounded, never trusted,
-- and never a reason to refuse the sign-up.
create function private.welcome_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  said constant jsonb := coalesce(new.raw_user_meta_data, '{}');
  bonus constant integer := (private.config('signup_bonus', '100'))::integer;
begin
  insert into public.profiles (id, email, full_name, language)
    values (
      new.id,
      new.email,
      left(said ->> 'full_name', 200),
      case when said ->> 'language' in ('fr', 'en') then said ->> 'language' end
    );
  if bonus > 0 then
    insert into public.credit_transactions (user_id, kind, amount, note)
      values (new.id, 'bonus', bonus, 'welcome');
  end if;
  return new;
end
$$;
create trigger atelier_welcome after insert on auth.users
  for each row execute function private.welcome_user();

create function private.follow_email()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.profiles set email = new.email where id = new.id;
  return new;
end
$$;
create trigger atelier_email after update of email on auth.users
  for each row when (new.email is distinct from old.email) execute function private.follow_email();
