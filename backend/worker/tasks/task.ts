import type { ClaimedJob, Complete } from '../../../contract/functions/worker.ts';
import type { JobType } from '../../../contract/orders.ts';
import type { Provider, RenderContext } from '../../providers/provider.ts';
import type { BackendClient } from '../backend-client.ts';

/** What a task may use while it runs one job. */
export interface TaskContext {
  readonly provider: Provider;
  readonly render: RenderContext;
  readonly backend: Pick<BackendClient, 'uploads' | 'upload' | 'fetchInput'>;
  /** Name and version of this program, as it stands in recipes. */
  readonly software: string;
}

export type TaskResult = Pick<Complete, 'results' | 'vendorCostUsd'>;

/** One type of job: everything between its claim and its completion. */
export interface Task {
  readonly type: JobType;
  run(job: ClaimedJob, context: TaskContext): Promise<TaskResult>;
}
