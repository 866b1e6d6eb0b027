import type { SyncRow } from '../../../contract/sync.ts';
import { createOrder } from '../../../core/generate/create-order.ts';
import { cancelOrder } from '../../../core/generate/end-order.ts';
import { retryOrder } from '../../../core/generate/retry-order.ts';
import {
  discardResults,
  promoteResults,
  restoreResults,
  unpromoteWorks,
} from '../../../core/workspace/move-results.ts';
import { type Act, deleted, idOf, live, made, pickOf } from './turn.ts';

const order: Act = (turn) => {
  const { context } = turn.device;
  const { id } = createOrder(context, {
    type: 'image',
    prompt: turn.fresh(),
    model: 'draft/studio',
    count: 1 + turn.random.below(2),
    aspectRatio: '1:1',
    quality: 'draft',
    format: 'webp',
  });
  turn.deeds.made('orders', id, {});
};

const cancel: Act = (turn) => {
  const row = pickOf(
    turn,
    'orders',
    ({ status }) => status === 'pending' || status === 'processing',
  );
  if (!row) return;
  cancelOrder(turn.device.context, idOf(row));
  turn.deeds.deleted('orders', idOf(row));
};

/** What was cancelled is asked for again; what never left this machine becomes an order of its own. */
const retry: Act = (turn) => {
  const row = pickOf(turn, 'orders', ({ status }) => status === 'cancelled');
  if (!row) return;
  const { id } = retryOrder(turn.device.context, idOf(row));
  if (id !== row['id']) turn.deeds.made('orders', id, {});
};

const shown = (row: SyncRow) => row['deleted_at'] === null;

const promote: Act = (turn) => {
  const result = pickOf(turn, 'workspace_assets', shown);
  if (!result) return;
  for (const { id } of promoteResults(turn.device.context, [idOf(result)])) {
    made(turn, 'user_library', id, { is_favorite: false });
  }
};

const unpromote: Act = (turn) => {
  const work = pickOf(turn, 'user_library', live);
  if (!work) return;
  unpromoteWorks(turn.device.context, [idOf(work)]);
  deleted(turn, 'user_library', idOf(work));
};

const discard: Act = (turn) => {
  const result = pickOf(turn, 'workspace_assets', shown);
  if (result) discardResults(turn.device.context, [idOf(result)]);
};

const undiscard: Act = (turn) => {
  const result = pickOf(turn, 'workspace_assets', (row) => !shown(row));
  if (result) restoreResults(turn.device.context, [idOf(result)]);
};

/** Each as often as it is drawn. */
export const ACTS_ON_ORDERS: readonly Act[] = [
  order,
  order,
  cancel,
  retry,
  promote,
  promote,
  unpromote,
  discard,
  undiscard,
];
