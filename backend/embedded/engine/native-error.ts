import pg from 'pg';
import { DatabaseError } from './engine.ts';

/** What the driver throws, as the engine's own error: without the statement and its parameters, a creator's words. */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    const { code = 'XX000', message, detail, hint, constraint } = error;
    return new DatabaseError({ code, message, detail, hint, constraint });
  }
  return isLost(error)
    ? new DatabaseError({ code: '08006', message: 'the connection to the database failed' })
    : error;
}

const LOST =
  /^(?:Connection terminated|Client has encountered a connection error|timeout expired|timeout exceeded)/;

/** No error of Postgres but of the way to it. The driver has no class for these. */
function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return LOST.test(error.message) || ('code' in error && 'syscall' in error);
}
