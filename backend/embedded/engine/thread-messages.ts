import type { Statement } from './protocol.ts';

/** What the engine and its thread say to each other; both are this program, so nothing of it is parsed. */
export interface StartData {
  folder: string;
  channels: readonly string[];
}

export interface ThreadData extends StartData {
  /** Memory of both threads: the places {@link BEGUN}, {@link SETTLED} and {@link FLUSHED}. */
  shared: Int32Array;
}

/** The request that the thread began last: those after it were never begun, whatever happens. Only the thread writes. */
export const BEGUN = 0;
/** Up to where the thread has flushed the log. Only the thread writes. */
export const SETTLED = 1;
/** Up to where the main thread has flushed the log. Only the main thread writes. */
export const FLUSHED = 2;
export const PLACES = 3;

/** Whether the count at `place` has come as far as `count`. Counts go round; the difference of two does not. */
export function isReached(shared: Int32Array, place: number, count: number): boolean {
  return ((count - Atomics.load(shared, place)) | 0) <= 0;
}

/** An open file of the log, and how many of its flushes were asked for so far. */
export interface Owed {
  file: number;
  upTo: number;
}

export type Request =
  /** Answered with the rows of the last one; of what `before` names only errors count. */
  | { kind: 'run'; before: readonly Statement[]; statement: Statement }
  | { kind: 'exec'; sql: string }
  | { kind: 'listen'; channel: string }
  | { kind: 'close' };

export type Asked = Request & { id: number };

export type Answer =
  | { kind: 'ready' }
  | { kind: 'notified'; channel: string; payload: string }
  | { kind: 'done'; id: number; owed: Owed | null; rows: unknown[]; affected: number }
  | {
      kind: 'failed';
      id: number;
      owed: Owed | null;
      /** The SQLSTATE; null when it is no error of Postgres. */
      code: string | null;
      message: string;
      detail?: string | null | undefined;
      hint?: string | null | undefined;
      constraint?: string | null | undefined;
    };
