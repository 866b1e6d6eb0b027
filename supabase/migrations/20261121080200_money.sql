-- What can be bought, what was paid, what ads gave, and for which brand pictures are counted.

create table public.plans (
  id text primary key check (id ~ '^[a-z0-9-]{1,50}$'),
  name text not null check (char_length(name) between 1 and 100),
  description text not null default '' check (char_length(description) <= 1000),
  -- A subscription to a tier, or credits once.
  kind text not null check (kind in ('subscription', 'credits')),
  tier text check (tier in ('free', 'pro', 'enterprise')),
  price_cents integer not null check (price_cents >= 0),
  currency text not null default 'eur' check (currency ~ '^[a-z]{3}$'),
  period text check (period in ('month', 'year')),
  -- With each period, or once.
  credits integer not null default 0 check (credits >= 0),
  features jsonb not null default '[]' check (jsonb_typeof(features) = 'array'),
  stripe_price_id text unique check (char_length(stripe_price_id) <= 200),
  is_active boolean not null default true,
  position integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint kinds check (case kind when 'subscription' then tier is not null and period is not null else credits > 0 end)
);
create trigger plans_touch before update on public.plans for each row execute function private.touch();
alter table public.plans enable row level security;
-- Prices are shown before anyone signs in.
create policy "what is sold is public, all for admins" on public.plans
  for select to anon, authenticated using (is_active or (select private.is_admin()));

create table public.payments (
  id uuid primary key default private.uuid7(),
  -- No foreign key: the books outlive the person.
  user_id uuid not null,
  plan_id text references public.plans (id),
  provider text not null default 'stripe' check (provider in ('stripe')),
  external_id text not null check (char_length(external_id) between 1 and 255),
  status text not null default 'pending' check (status in ('pending', 'succeeded', 'failed', 'cancelled', 'refunded')),
  amount_cents integer not null check (amount_cents >= 0),
  currency text not null check (currency ~ '^[a-z]{3}$'),
  credits integer not null default 0 check (credits >= 0),
  credit_transaction_id uuid unique references public.credit_transactions (id),
  refund_transaction_id uuid unique references public.credit_transactions (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider, external_id)
);
create index payments_by_user on public.payments (user_id, created_at);
create index payments_by_plan on public.payments (plan_id);
create trigger payments_touch before update on public.payments for each row execute function private.touch();
alter table public.payments enable row level security;
create policy "own payments, all for admins" on public.payments
  for select to authenticated using (user_id = (select auth.uid()) or (select private.is_admin()));

-- Opens a payment that the vendor was asked for. Repeated, it answers the same one.
create function public.open_payment(p_user uuid, p_plan text, p_external_id text)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  plan public.plans;
  opened public.payments;
begin
  select * into plan from public.plans where id = p_plan and is_active;
  if not found or not exists (select from public.profiles where id = p_user) then
    perform private.refuse('not_found', 'There is no such plan or profile.');
  end if;
  insert into public.payments (user_id, plan_id, external_id, amount_cents, currency, credits)
    values (p_user, plan.id, p_external_id, plan.price_cents, plan.currency, plan.credits)
    on conflict (provider, external_id) do nothing;
  select * into opened from public.payments where provider = 'stripe' and external_id = p_external_id;
  if (opened.user_id, opened.plan_id) is distinct from (p_user, plan.id) then
    perform private.refuse('conflict', 'This payment was opened for something else.');
  end if;
  return opened.id;
end
$$;

-- Says what became of a payment: credits come in the same transaction, once, however often the vendor says so, and in
-- whatever order it does. A refund takes back at most what is left of them.
create function public.settle_payment(p_external_id text, p_status text)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  payment public.payments;
  plan public.plans;
  posted uuid;
  back integer;
begin
  if p_status is null or p_status not in ('succeeded', 'failed', 'cancelled', 'refunded') then
    perform private.refuse('invalid_input', 'A payment succeeds, fails, is cancelled or is refunded.');
  end if;
  select * into payment from public.payments
    where provider = 'stripe' and external_id = p_external_id for no key update;
  if not found then
    perform private.refuse('not_found', 'There is no such payment.');
  end if;
  -- Refunded is the last word; of a payment that succeeded, only a refund says more.
  if payment.status = p_status or payment.status = 'refunded'
    or payment.status = 'succeeded' and p_status <> 'refunded' then
    return payment.status;
  end if;
  select * into plan from public.plans where id = payment.plan_id;
  if p_status = 'succeeded' then
    if payment.credits > 0 then
      insert into public.credit_transactions (user_id, kind, amount, note)
        values (payment.user_id, 'purchase', payment.credits, 'payment ' || payment.id) returning id into posted;
    end if;
    if plan.kind = 'subscription' then
      update public.profiles set
        subscription_tier = plan.tier, subscription_status = 'active',
        subscription_end_date = greatest(now(), case when subscription_tier = plan.tier then subscription_end_date end)
          + ('1 ' || plan.period)::interval
        where id = payment.user_id;
    end if;
    update public.payments set status = p_status, credit_transaction_id = posted where id = payment.id;
  elsif p_status = 'refunded' and payment.credit_transaction_id is not null then
    select least(credits_balance, payment.credits) into back
      from public.profiles where id = payment.user_id for no key update;
    if back > 0 then
      insert into public.credit_transactions (user_id, kind, amount, note)
        values (payment.user_id, 'usage', -back, 'refunded payment ' || payment.id) returning id into posted;
    end if;
    update public.payments set status = p_status, refund_transaction_id = posted where id = payment.id;
  else
    update public.payments set status = p_status where id = payment.id;
  end if;
  return p_status;
end
$$;

create table public.ad_rewards (
  id uuid primary key default private.uuid7(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  network text not null check (char_length(network) between 1 and 100),
  -- The network's own id of this view: one view is one reward.
  view_id text not null check (char_length(view_id) between 1 and 200),
  credits integer not null check (credits between 1 and 100),
  created_at timestamptz not null default now(),
  unique (network, view_id)
);
create index ad_rewards_by_user on public.ad_rewards (user_id, created_at);
alter table public.ad_rewards enable row level security;
create policy "own rewards, all for admins" on public.ad_rewards
  for select to authenticated using (user_id = (select auth.uid()) or (select private.is_admin()));

-- Credits for an advertisement that its network says was watched, within the day's limit. Answers the balance.
create function public.reward_ad(p_user uuid, p_network text, p_view_id text)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  me public.profiles;
  reward constant integer := (private.config('ad_reward', '1'))::integer;
begin
  select * into me from public.profiles where id = p_user for no key update;
  if not found or not me.ads_enabled then
    perform private.refuse('forbidden', 'This person watches no ads.');
  end if;
  insert into public.ad_rewards (user_id, network, view_id, credits)
    values (p_user, p_network, p_view_id, reward) on conflict (network, view_id) do nothing;
  if not found then
    return me.credits_balance;
  end if;
  if me.ads_watched_today >= me.daily_ads_limit then
    perform private.refuse('quota_exceeded', 'No more ads today.',
      jsonb_build_object('quota', 'ads_per_day', 'limit', me.daily_ads_limit));
  end if;
  update public.profiles set
    ads_watched_today = ads_watched_today + 1, ads_credits_earned = ads_credits_earned + reward
    where id = p_user;
  return public.grant_credits(p_user, 'bonus', reward, 'ad');
end
$$;

create function public.reset_ad_counters()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  reset integer;
begin
  -- Who locks many profiles does so in turn, as whoever takes jobs back.
  perform pg_advisory_xact_lock(hashtextextended('atelier.claim_jobs', 0));
  update public.profiles set ads_watched_today = 0 where ads_watched_today > 0;
  get diagnostics reset = row_count;
  return reset;
end
$$;

-- Who a creator makes pictures for.
create table public.brands (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 120 and name ~ '\S'),
  description text not null default '' check (char_length(description) <= 2000),
  voice text not null default '' check (char_length(voice) <= 2000),
  colors text[] not null default '{}' check (cardinality(colors) <= 16),
  website text check (char_length(website) <= 2000),
  logo_path text check (char_length(logo_path) <= 1000),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
create index brands_sync on public.brands (user_id, sync_xid, id);
create trigger brands_stamp before insert or update on public.brands
  for each row execute function private.stamp_sync();
alter table public.brands enable row level security;
create policy "own brands" on public.brands for select to authenticated using (user_id = (select auth.uid()));

-- Counted by brand and month; what has no brand is counted together.
alter table public.counters_monthly
  drop constraint counters_monthly_pkey,
  add column id uuid primary key default private.uuid7(),
  add column brand_id uuid references public.brands (id) on delete cascade,
  add column reels_used integer not null default 0 check (reels_used >= 0),
  add column woofs_used integer not null default 0 check (woofs_used >= 0),
  add constraint counters_monthly_one unique nulls not distinct (user_id, month, brand_id);
create index counters_monthly_by_brand on public.counters_monthly (brand_id);

-- A webhook counts once (rule Q10). Its sender's signature is checked by the function that heard it.
create table private.webhook_events (
  source text not null check (char_length(source) <= 50),
  id text not null check (char_length(id) between 1 and 255),
  received_at timestamptz not null default now(),
  primary key (source, id)
);
create index webhook_events_by_age on private.webhook_events (received_at);
alter table private.webhook_events enable row level security;

-- Whether this is the first time: false says that it was dealt with. Refuses what was signed more than 300 s before
-- or after the database's clock. Call it in the transaction that acts on the event, or act repeatably.
create function public.accept_webhook(p_source text, p_id text, p_signed_at timestamptz)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  if p_signed_at is null or abs(extract(epoch from clock_timestamp() - p_signed_at)) > 300 then
    perform private.refuse('unauthenticated', 'This webhook was signed too long ago, or in the future.');
  end if;
  insert into private.webhook_events (source, id) values (p_source, p_id) on conflict do nothing;
  return found;
end
$$;
