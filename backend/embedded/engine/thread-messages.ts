/** What the engine and its thread say to each other; both are this program, so nothing of it is parsed. */
export interface StartData {
  folder: string;
  channels: readonly string[];
}

interface Statement {
  sql: string;
  values: ReadonlyArray<string | null>;
}

export type Request =
  | { kind: 'query'; sql: string; values: ReadonlyArray<string | null> }
  | { kind: 'exec'; sql: string }
  | { kind: 'once'; settings: Statement | null; statement: Statement }
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
      detail?: string | undefined;
      hint?: string | undefined;
      constraint?: string | undefined;
    };
