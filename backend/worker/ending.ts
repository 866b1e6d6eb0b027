import { AtelierError } from '../../contract/errors.ts';

/**
 * Why a running job is told to stop. The reason decides what the backend hears:
 *
 * | reason     | the vendor's job        | the backend hears     |
 * | ---------- | ----------------------- | --------------------- |
 * | cancelled  | cancelled               | fail, `cancelled`     |
 * | timeout    | left for the next try   | fail, `timeout`       |
 * | lease lost | left: another has it    | nothing (rule Q3)     |
 * | drained    | left for the next worker | release              |
 * | stopped    | left for the next worker | nothing              |
 */
export class WorkerLeaves extends Error {
  override readonly name = 'WorkerLeaves';
  readonly gently: boolean;

  constructor(gently: boolean) {
    super(gently ? 'The worker is draining.' : 'The worker was stopped.');
    this.gently = gently;
  }
}

export const cancelled = (): AtelierError =>
  new AtelierError('cancelled', 'The creator cancelled this job.');

export const leaseLost = (): AtelierError =>
  new AtelierError('lease_lost', 'Another worker has this job now.');

/** `final`: no attempt follows that could resume the vendor's job, so the provider ends it. */
export const timedOut = (milliseconds: number, final: boolean): AtelierError =>
  new AtelierError('timeout', `No result within ${Math.round(milliseconds / 1000)} s.`, { final });
