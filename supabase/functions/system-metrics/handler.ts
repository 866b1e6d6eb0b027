import { QueueMetrics, type SystemMetricsAnswer } from '../../../contract/functions/operations.ts';
import { asOperator } from '../_shared/caller.ts';
import { rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';

const DAY_MS = 24 * 60 * 60_000;

/** What an operator watches: the queue, its workers, what they achieve, and how often a cache had the answer. */
export default defineFunction({
  name: 'system-metrics',
  method: 'GET',
  body: undefined,
  ...asOperator,
  async handle(): Promise<SystemMetricsAnswer> {
    const [queue, hits, misses] = await Promise.all([
      rpc(serviceClient(), 'queue_metrics', {}, QueueMetrics),
      enhanced(true),
      enhanced(false),
    ]);
    const all = hits + misses;
    const hitRate = all === 0 ? null : hits / all;
    return { at: new Date().toISOString(), queue, cache: { hits, misses, hitRate } };
  },
});

/** Counted from usage, where every instance of enhance-prompt notes whether its cache had it. */
async function enhanced(cached: boolean): Promise<number> {
  const { count, error } = await serviceClient()
    .from('usage_events')
    .select('id', { count: 'exact', head: true })
    .eq('event', 'enhancement')
    .eq('metadata->>cached', String(cached))
    .gte('created_at', new Date(Date.now() - DAY_MS).toISOString());
  if (error) throw new Error(`usage_events: ${error.message}`);
  return count ?? 0;
}
