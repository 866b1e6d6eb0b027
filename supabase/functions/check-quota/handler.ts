import { z } from 'zod';
import { type CheckQuotaAnswer, CheckQuotaBody } from '../../../contract/functions/money.ts';
import { asUser } from '../_shared/caller.ts';
import { read, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';

const Limit = z.int().min(0).nullable().default(null);
const Limits = z.object({
  open_jobs: Limit,
  images_per_month: Limit,
  reels_per_month: Limit,
  woofs_per_month: Limit,
});

/** What a creator has used and may still use, by the same rules that an order is checked by when it is queued. */
export default defineFunction({
  name: 'check-quota',
  method: 'POST',
  body: CheckQuotaBody,
  ...asUser,
  async handle({ body, caller }): Promise<CheckQuotaAnswer> {
    const { profile, limits, exempt, openJobs, openVideos, images, reels, woofs } =
      await usageOf(caller);
    const exceeds = (used: number, limit: number | null) =>
      !exempt && limit !== null && used > limit;
    const over = {
      open_jobs: exceeds(openJobs + body.count, limits.open_jobs),
      images_per_month:
        body.type === 'image' &&
        exceeds(images + openJobs - openVideos + body.count, limits.images_per_month),
      reels_per_month:
        body.type === 'video' && exceeds(reels + openVideos + body.count, limits.reels_per_month),
      // What an order costs is its own to say: here only whether the month is over already.
      woofs_per_month: exceeds(woofs, limits.woofs_per_month),
    };
    const names = ['open_jobs', 'images_per_month', 'reels_per_month', 'woofs_per_month'] as const;
    const exceeded = names.find((name) => over[name]) ?? null;
    return {
      allowed: exceeded === null,
      exceeded,
      tier: profile.subscription_tier,
      balance: profile.credits_balance,
      exempt,
      openJobs: { used: openJobs, limit: limits.open_jobs },
      imagesThisMonth: { used: images, limit: limits.images_per_month },
      reelsThisMonth: { used: reels, limit: limits.reels_per_month },
      woofsThisMonth: { used: woofs, limit: limits.woofs_per_month },
    };
  },
});

const Profile = z.object({ subscription_tier: z.string(), credits_balance: z.int() });
const Counters = z.array(
  z.object({ images_used: z.int(), reels_used: z.int(), woofs_used: z.int() }),
);

async function usageOf(user: string) {
  const client = serviceClient();
  const month = `${new Date().toISOString().slice(0, 7)}-01`;
  const waiting = () =>
    client
      .from('jobs')
      .select('id', { count: 'exact', head: true })
      .eq('user_id', user)
      .in('status', ['queued', 'running']);
  const [profile, quotas, roles, counters, open, videos] = await Promise.all([
    read(
      client.from('profiles').select('subscription_tier, credits_balance').eq('id', user).single(),
      Profile,
    ),
    read(
      client.from('system_config').select('value').eq('key', 'quotas').maybeSingle(),
      z.object({ value: z.record(z.string(), Limits.partial()) }).nullable(),
    ),
    read(
      client.from('user_roles').select('role').eq('user_id', user).eq('role', 'admin'),
      z.array(z.unknown()),
    ),
    read(
      client
        .from('counters_monthly')
        .select('images_used, reels_used, woofs_used')
        .eq('user_id', user)
        .eq('month', month),
      Counters,
    ),
    waiting(),
    waiting().eq('type', 'generate_video'),
  ]);
  const failed = open.error ?? videos.error;
  if (failed) throw new Error(`jobs: ${failed.message}`);
  return {
    profile,
    limits: Limits.parse(quotas?.value[profile.subscription_tier] ?? {}),
    exempt: roles.length > 0,
    openJobs: open.count ?? 0,
    openVideos: videos.count ?? 0,
    images: counters.reduce((sum, row) => sum + row.images_used, 0),
    reels: counters.reduce((sum, row) => sum + row.reels_used, 0),
    woofs: counters.reduce((sum, row) => sum + row.woofs_used, 0),
  };
}
