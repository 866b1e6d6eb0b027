import { useQuery } from '@tanstack/react-query';
import type { WorkspaceAsset } from '../../../contract/assets.ts';
import type { Job, Order } from '../../../contract/orders.ts';
import { query } from '../../data/query.ts';

/** Results and orders that are looked through: the newest ones. */
const LATEST = 100;

export interface Made {
  readonly orders: readonly Order[];
  /** Neither kept nor thrown away yet, newest first. */
  readonly results: readonly WorkspaceAsset[];
  /** On their way, or ended badly. */
  readonly jobs: readonly { readonly job: Job; readonly order: Order }[];
}

/** What some of the orders made and are making. */
export function useMade(isOf: (order: Order) => boolean): Made {
  const all = useQuery(query('generate.orders', { active: false, limit: LATEST })).data?.items;
  const found = useQuery(query('workspace.list', { offset: 0, limit: LATEST })).data?.items ?? [];
  const orders = (all ?? []).filter(isOf);
  const ids = new Set(orders.map(({ id }) => id));
  const arrived = new Set(found.map(({ jobId }) => jobId));
  const jobs = orders.flatMap((order) =>
    order.jobs
      .filter((job) => isShown(job.status, arrived.has(job.id)))
      .map((job) => ({ job, order })),
  );
  return { orders, results: found.filter(({ orderId }) => ids.has(orderId)), jobs };
}

/** What was made and is not seen here was kept or thrown away already. */
function isShown(status: Job['status'], hasArrived: boolean): boolean {
  return !hasArrived && status !== 'completed' && status !== 'cancelled';
}
