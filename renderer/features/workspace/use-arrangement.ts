import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { WorkspaceAsset } from '../../../contract/assets.ts';
import type { Order } from '../../../contract/orders.ts';
import { useOrders } from '../../data/hooks.ts';
import { keyOf } from '../../data/query.ts';
import { PAGE_SIZE } from '../grid/pages.ts';
import type { GridSource } from '../grid/source.ts';
import { usePages } from '../grid/use-pages.ts';
import { api } from '../../transport/api.ts';
import {
  arrange,
  type Arrangement,
  justEnded,
  stretchesOf,
  type WorkspaceItem,
} from './arrange.ts';

/** Milliseconds an ended order's tiles wait for their results. */
const LINGER = 4_000;
const NO_ORDERS: readonly Order[] = [];

export interface WorkspaceView extends Arrangement {
  readonly source: GridSource<WorkspaceItem>;
  readonly results: readonly WorkspaceAsset[];
  /** Undefined until the first answer. */
  readonly total: number | undefined;
  readonly error: unknown;
}

/** What the workspace shows: running jobs and results as one list, fetched as they come into view. */
export function useArrangement(): WorkspaceView {
  const { pages, total, error, request } = usePages<WorkspaceAsset>({
    name: 'workspace',
    place: 'workspace',
    page(number) {
      const input = { offset: number * PAGE_SIZE, limit: PAGE_SIZE };
      return { queryKey: keyOf('workspace.list', input), queryFn: () => api.workspace.list(input) };
    },
  });
  const stretches = useMemo(() => stretchesOf(pages, PAGE_SIZE), [pages]);
  const results = useMemo(() => stretches.flatMap((stretch) => stretch.results), [stretches]);

  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  if (results.some(({ jobId }) => !arrived.has(jobId))) {
    setArrived(new Set([...arrived, ...results.map(({ jobId }) => jobId)]));
  }

  const orders = useShownOrders();
  const arrangement = useMemo(
    () => arrange(stretches, orders, arrived, total ?? 0),
    [stretches, orders, arrived, total],
  );

  const source = useMemo((): GridSource<WorkspaceItem> => {
    const { items } = arrangement;
    const positions = new Map<string, number>();
    items.forEach((item, at) => item && positions.set(item.id, at));
    // The studio's list knows no jobs; those among the results move what follows.
    const jobs = items.filter((item) => item?.kind === 'job').length;
    return {
      count: items.length,
      itemAt: (index) => items[index],
      idOf: ({ id }) => id,
      keyOf: ({ jobId }) => jobId,
      indexOf: (id) => positions.get(id) ?? -1,
      request: (start, end) => request(Math.max(0, start - jobs), end),
      async allIds() {
        const known = stretches[0]?.results.length ?? 0;
        const head = items.slice(0, known + jobs).flatMap((item) => (item ? [item.id] : []));
        return [...head, ...(await resultIdsFrom(known))];
      },
    };
  }, [arrangement, stretches, request]);

  return { ...arrangement, source, results, total, error };
}

/** The ids of the results from `offset` on; asked for only when somebody selects all of a long list. */
async function resultIdsFrom(offset: number): Promise<string[]> {
  const ids: string[] = [];
  for (let at = offset; ; at += 500) {
    const page = await api.workspace.list({ offset: at, limit: 500 });
    ids.push(...page.items.map(({ id }) => id));
    if (page.items.length === 0 || at + 500 >= page.total) return ids;
  }
}

/** The active orders, and for a moment those that just ended. */
function useShownOrders(): readonly Order[] {
  const active = useOrders().data?.items ?? NO_ORDERS;
  const before = useRef<readonly Order[]>(NO_ORDERS);
  const [lingering, setLingering] = useState<readonly Order[]>(NO_ORDERS);
  // Before paint: a frame without the tiles would be seen.
  useLayoutEffect(() => {
    const ended = justEnded(before.current, active);
    before.current = active;
    if (ended.length === 0) return;
    setLingering((old) => [...old, ...ended]);
    setTimeout(() => setLingering((old) => old.filter((order) => !ended.includes(order))), LINGER);
  }, [active]);
  return useMemo(() => {
    const ids = new Set(active.map(({ id }) => id));
    return [...active, ...lingering.filter(({ id }) => !ids.has(id))];
  }, [active, lingering]);
}
