import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { WorkspaceAsset } from '../../../contract/assets.ts';
import type { Order } from '../../../contract/orders.ts';
import { useOrders } from '../../data/hooks.ts';
import { keyOf } from '../../data/query.ts';
import { PAGE_SIZE } from '../grid/pages.ts';
import type { GridSource } from '../grid/source.ts';
import { usePages } from '../grid/use-pages.ts';
import { api } from '../../transport/api.ts';
import { arrange, type Arrangement, justEnded, type WorkspaceItem } from './arrange.ts';

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

/** What the workspace shows: running jobs and results as one list, fetched from the newest on. */
export function useArrangement(): WorkspaceView {
  const { pages, total, error, request } = usePages<WorkspaceAsset>({
    name: 'workspace',
    fromStart: true,
    page(number) {
      const input = { offset: number * PAGE_SIZE, limit: PAGE_SIZE };
      return { queryKey: keyOf('workspace.list', input), queryFn: () => api.workspace.list(input) };
    },
  });
  const results = useMemo(
    () =>
      [...pages.keys()]
        .sort((a, b) => a - b)
        .flatMap((number) => (pages.get(number)?.items ?? []).filter((item) => item !== null)),
    [pages],
  );

  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  if (results.some(({ jobId }) => !arrived.has(jobId))) {
    setArrived(new Set([...arrived, ...results.map(({ jobId }) => jobId)]));
  }

  const orders = useShownOrders();
  const unfetched = Math.max(0, (total ?? 0) - results.length);
  const arrangement = useMemo(
    () => arrange(results, orders, arrived, unfetched),
    [results, orders, arrived, unfetched],
  );

  const source = useMemo((): GridSource<WorkspaceItem> => {
    const { items } = arrangement;
    const positions = new Map(items.map(({ id }, at) => [id, at]));
    return {
      count: items.length + unfetched,
      itemAt: (index) => items[index],
      idOf: ({ id }) => id,
      keyOf: ({ jobId }) => jobId,
      indexOf: (id) => positions.get(id) ?? -1,
      request,
      allIds: allResultIds,
    };
  }, [arrangement, unfetched, request]);

  return { ...arrangement, source, results, total, error };
}

/** Every result's id in the order shown; asked for only when somebody selects all of a long list. */
async function allResultIds(): Promise<string[]> {
  const results: WorkspaceAsset[] = [];
  for (let offset = 0; ; offset += 500) {
    const page = await api.workspace.list({ offset, limit: 500 });
    results.push(...page.items);
    if (page.items.length === 0 || results.length >= page.total) break;
  }
  return arrange(results, [], new Set(), 0).items.map(({ id }) => id);
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
