import type { Enqueue, QueueJobBody } from '../../../contract/functions/queue-job.ts';
import type { WorkspaceActionsBody } from '../../../contract/functions/workspace-actions.ts';
import type { SyncRow } from '../../../contract/sync.ts';
import { PICTURE, UNTOUCHED } from './model-beginnings.ts';
import { type Caller, isGone, type ModelStore } from './model-store.ts';

type Promotion = Extract<WorkspaceActionsBody, { action: 'promote' }>['items'][number];

/** Orders, what becomes of their jobs, and what is done with results: what devices ask for by calls. */
export function createModelJobs(store: ModelStore) {
  const asCall = <T>({ session }: Caller, work: () => T): T =>
    store.asWriter({ session, fields: ['*'] }, () => store.inNewTransaction(work));

  function queueJob(caller: Caller, body: QueueJobBody): unknown {
    return asCall(caller, () => {
      if (body.action === 'cancel') return cancel(caller, body.orderId, body.jobIds);
      if (!('orderId' in body) || body.action === 'redo' || body.action === 'text') {
        throw new Error('No device of the campaign orders carousels, or moves its jobs.');
      }
      // Both are idempotent by an id of the caller's.
      const key = body.action === 'retry' ? body.requestId : body.orderId;
      const known = store.state.calls.get(key);
      if (known !== undefined) return known;
      const answer =
        body.action === 'retry' ? retry(caller, body.orderId, body.jobIds) : enqueue(caller, body);
      store.state.calls.set(key, answer);
      return answer;
    });
  }

  function workspaceActions(caller: Caller, body: WorkspaceActionsBody): unknown {
    return asCall(caller, () => ({
      results:
        body.action === 'promote'
          ? body.items.map((item) => promote(caller, item))
          : body.assetIds.map((id) => hide(caller, id, body.action === 'discard')),
    }));
  }

  function enqueue({ user }: Caller, { orderId, request, items, quote }: Enqueue): unknown {
    const at = store.instant();
    store.put('orders', orderId, user, {
      type: request.type,
      status: 'processing',
      request,
      provider: 'draft',
      quote,
      charged: 0,
      error: null,
      created_at: at,
      completed_at: null,
      deleted_at: null,
    });
    items.forEach(({ itemId, jobId }, sequence) => {
      store.put('order_items', itemId, user, { order_id: orderId, sequence, deleted_at: null });
      store.put('jobs', jobId, user, {
        order_id: orderId,
        item_id: itemId,
        sequence,
        ...QUEUED,
        max_attempts: 3,
        price: 0,
        created_at: at,
        updated_at: at,
        deleted_at: null,
      });
    });
    return { orderId, status: 'processing', held: 0, balance: 100 };
  }

  function cancel({ user }: Caller, orderId: string, jobIds?: readonly string[]): unknown {
    const wanted = jobsOf(user, (row) => row['order_id'] === orderId && isOpenJob(row)).filter(
      (row) => !jobIds || jobIds.includes(String(row['id'])),
    );
    for (const job of wanted) store.put('jobs', String(job['id']), user, { status: 'cancelled' });
    const left = jobsOf(user, (row) => row['order_id'] === orderId && isOpenJob(row));
    if (wanted.length > 0 && left.length === 0)
      store.put('orders', orderId, user, { status: 'cancelled' });
    return { orderId, status: 'cancelled', held: 0, balance: 100 };
  }

  /** Of what was asked for: what is over and brought nothing. */
  function retry({ user }: Caller, orderId: string, jobIds: readonly string[]): unknown {
    const again = jobsOf(
      user,
      (row) => jobIds.includes(String(row['id'])) && row['status'] === 'cancelled',
    );
    for (const job of again) store.put('jobs', String(job['id']), user, QUEUED);
    if (again.length > 0) store.put('orders', orderId, user, { status: 'processing' });
    return { orderId, status: 'processing', held: 0, balance: 100 };
  }

  function promote({ user }: Caller, item: Promotion) {
    const asset = store.find('workspace_assets', item.assetId);
    if (asset?.user !== user) return { id: item.assetId, status: 'refused', code: 'not_found' };
    const { sha256, order_id: _, job_id: __, storage_path: ___, ...facts } = asset.row;
    const path = `${user}/${String(sha256).slice(0, 2)}/${String(sha256)}.webp`;
    store.objects.add(path);
    if (!store.find('user_library', item.libraryId)) {
      store.put('user_library', item.libraryId, user, {
        ...Object.fromEntries(Object.keys(PICTURE).map((column) => [column, facts[column]])),
        sha256,
        storage_path: path,
        origin: 'generated',
        file_name: null,
        ...UNTOUCHED,
        created_at: item.createdAt,
        deleted_at: null,
      });
    }
    if (!isGone(asset.row)) {
      store.put('workspace_assets', item.assetId, user, { deleted_at: store.instant() });
    }
    const kept = store.find('user_library', item.libraryId)?.row ?? null;
    return { id: item.assetId, status: 'done', row: kept };
  }

  function hide({ user }: Caller, id: string, gone: boolean) {
    const asset = store.find('workspace_assets', id);
    if (asset?.user !== user) return { id, status: 'refused', code: 'not_found' };
    if (isGone(asset.row) !== gone) {
      store.put('workspace_assets', id, user, { deleted_at: gone ? store.instant() : null });
    }
    return { id, status: 'done', row: store.find('workspace_assets', id)?.row };
  }

  /** One step of some job of a user; inside a transaction. */
  function work(user: string, pick: (count: number) => number): void {
    const waiting = jobsOf(user, isOpenJob);
    const job = waiting[pick(waiting.length)];
    if (!job) return;
    if (job['status'] === 'queued') {
      const running = { status: 'running', progress: 0.5, attempts: 1 };
      store.put('jobs', String(job['id']), user, running);
    } else complete(user, job);
  }

  function complete(user: string, job: SyncRow): void {
    const id = store.newId();
    const sha256 = id.replaceAll('-', '').repeat(2);
    store.put('jobs', String(job['id']), user, { status: 'completed', progress: 1 });
    store.put('workspace_assets', id, user, {
      ...PICTURE,
      order_id: job['order_id'],
      job_id: job['id'],
      storage_path: `${user}/${id}.webp`,
      sha256,
      created_at: store.instant(),
      expires_at: '2027-11-21T08:00:00.000Z',
      deleted_at: null,
    });
    const profile = store.find('profiles', user)?.row ?? {};
    const total = Number(profile['total_generations']) + 1;
    store.put('profiles', user, user, { total_generations: total });
    const left = jobsOf(user, (row) => row['order_id'] === job['order_id'] && isOpenJob(row));
    if (left.length === 0)
      store.put('orders', String(job['order_id']), user, { status: 'completed' });
  }

  function jobsOf(user: string, where: (row: SyncRow) => boolean): SyncRow[] {
    return [...store.state.rows]
      .filter(
        ([key, stored]) => key.startsWith('jobs ') && stored.user === user && where(stored.row),
      )
      .map(([, { row }]) => row);
  }

  return { queueJob, workspaceActions, work };
}

/** A job that nobody has taken yet. */
const QUEUED: SyncRow = {
  status: 'queued',
  stage: null,
  progress: 0,
  attempts: 0,
  run_after: null,
  cancel_requested: false,
  error: null,
};

const isOpenJob = (row: SyncRow) => row['status'] === 'queued' || row['status'] === 'running';
