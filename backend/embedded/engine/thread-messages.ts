import type { Statement } from './protocol.ts';

/** What the engine and its thread say to each other; both are this program, so nothing of it is parsed. */
export interface StartData {
  folder: string;
  channels: readonly string[];
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
  | { kind: 'done'; id: number; rows: unknown[]; affected: number }
  | {
      kind: 'failed';
      id: number;
      /** The SQLSTATE; null when it is no error of Postgres. */
      code: string | null;
      message: string;
      detail?: string | null | undefined;
      hint?: string | null | undefined;
      constraint?: string | null | undefined;
    };
