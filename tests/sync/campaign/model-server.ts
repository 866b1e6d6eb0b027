import type { QueueJobBody } from '../../../contract/functions/queue-job.ts';
import type { WorkspaceActionsBody } from '../../../contract/functions/workspace-actions.ts';
import type {
  DigestAnswer,
  Mutation,
  PullAnswer,
  PullCursor,
  PushAnswer,
  SyncRow,
  SyncTable,
} from '../../../contract/sync.ts';
import { beginAccount } from './model-beginnings.ts';
import { createModelJobs } from './model-jobs.ts';
import { digestFor, pullFrom } from './model-pull.ts';
import { createModelPush } from './model-push.ts';
import {
  type Caller,
  createModelStore,
  isGone,
  type OpenTransaction,
  tableOf,
  type Version,
} from './model-store.ts';

export interface ModelServer {
  push(caller: Caller, mutations: readonly Mutation[]): PushAnswer;
  pull(caller: Caller, after: PullCursor, most: number): PullAnswer;
  digest(caller: Caller, upto: string): DigestAnswer;
  queueJob(caller: Caller, body: QueueJobBody): unknown;
  workspaceActions(caller: Caller, body: WorkspaceActionsBody): unknown;
  upload(path: string): void;
  /** A new account, with a few rows that are there before any device; answers them. */
  join(user: string): { table: SyncTable; row: SyncRow }[];
  begin(): OpenTransaction;
  /** One step of some job of a user; inside a transaction. */
  work(user: string, pick: (count: number) => number): void;
  forgetTombstones(): void;
  remember(): void;
  /** Back to what was remembered; false if nothing was. */
  goBack(): boolean;
  rows(user: string): { table: SyncTable; row: SyncRow }[];
  historyOf(table: SyncTable, id: string): readonly Version[];
  /** Rows whose file is not there (rule S8 forbids them). */
  withoutFile(): string[];
}

/**
 * What the backend promises a device, as a second program that shares no line with the SQL: idempotent pushes that merge
 * by field (S2, S3), pulls in the order of transactions of which some are late to end (S4), tombstones, epochs (S6), files
 * before rows (S8), digests (S10). Small and in memory, so that thousands of schedules run in a minute; that it is the
 * SQL's equal is shown by differential.test.ts.
 */
export function createModelServer(options: { now(): Date; newId(): string }): ModelServer {
  const store = createModelStore(options);
  const { objects } = store;
  const { queueJob, workspaceActions, work } = createModelJobs(store);
  const rows = () => [...store.state.rows];
  return {
    push: createModelPush(store),
    pull: (caller, after, most) => pullFrom(store, caller, after, most),
    digest: (caller, upto) => digestFor(store, caller, upto),
    queueJob,
    workspaceActions,
    upload: (path) => void objects.add(path),
    join: (user) => beginAccount(store, user),
    begin: () => store.begin(),
    work,
    forgetTombstones: () => store.forgetTombstones(),
    remember: () => store.remember(),
    goBack: () => store.goBack(),
    rows: (user) =>
      rows()
        .filter(([, stored]) => stored.user === user)
        .map(([key, { row }]) => ({ table: tableOf(key), row })),
    historyOf: (table, id) => store.historyOf(table, id),
    withoutFile: () =>
      rows()
        .filter(([key, { row }]) => {
          const named = key.startsWith('user_library ') && !isGone(row);
          return named && !objects.has(String(row['storage_path']));
        })
        .map(([key]) => key),
  };
}
