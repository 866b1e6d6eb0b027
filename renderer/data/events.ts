import type { QueryClient } from '@tanstack/react-query';
import type { HostApi } from '../../contract/host.ts';
import type { Topic } from '../../contract/studio/events.ts';

/** Beginnings of the cache keys that a topic makes stale. */
const STALE: Readonly<Record<Exclude<Topic, 'resync'>, readonly (readonly string[])[]>> = {
  orders: [
    ['generate', 'orders'],
    ['generate', 'order'],
    ['generate', 'pace'],
    ['generate', 'equal'],
    // The history is what the orders say.
    ['prompts', 'history'],
    ['templates', 'list'],
    // A batch is as far as its orders are.
    ['batch', 'list'],
    ['batch', 'rows'],
  ],
  workspace: [['workspace'], ['batch', 'works']],
  // A collection shows how many works it has and the newest of them.
  library: [['library'], ['collections'], ['offline', 'usage'], ['batch', 'works']],
  collections: [['collections'], ['library']],
  // The profile says some of the settings.
  account: [['account'], ['generate', 'quote'], ['settings', 'get']],
  models: [
    ['generate', 'models'],
    ['generate', 'quote'],
  ],
  // A key that was set changes which models can be used.
  settings: [['settings'], ['generate', 'models'], ['analysis']],
  // What an account has not sent, and how far an adoption is.
  sync: [['sync'], ['account', 'list'], ['account', 'adoption']],
  history: [['history']],
  storage: [['storage']],
  imports: [['imports'], ['watched']],
  offline: [['offline']],
  prompts: [['prompts'], ['tokens'], ['templates']],
  arena: [['arena']],
  analysis: [['analysis']],
  brands: [['brands']],
  batches: [
    ['batch', 'list'],
    ['batch', 'rows'],
  ],
};

/** Progress comes in bursts: what arrives within this many milliseconds is asked for once. */
const GATHER = 60;

/** The key beginnings to invalidate for these topics; null means everything. */
export function staleKeys(topics: ReadonlySet<Topic>): readonly (readonly string[])[] | null {
  const keys: (readonly string[])[] = [];
  for (const topic of topics) {
    if (topic === 'resync') return null;
    keys.push(...STALE[topic]);
  }
  return keys;
}

/** Asks again for whatever an event says has changed. Returns how to stop. */
export function followEvents(host: Pick<HostApi, 'listen'>, client: QueryClient): () => void {
  let topics = new Set<Topic>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    timer = undefined;
    const keys = staleKeys(topics);
    topics = new Set();
    if (keys === null) void client.invalidateQueries();
    else for (const queryKey of keys) void client.invalidateQueries({ queryKey });
  };

  const stop = host.listen(({ topic }) => {
    topics.add(topic);
    timer ??= setTimeout(flush, GATHER);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
