import { type PGlite, types } from '@electric-sql/pglite';
import {
  MessageWriter,
  type Reply,
  type Statement,
  checkStatement,
  readReply,
} from './protocol.ts';

/**
 * Statements in a single call of Postgres: outside a transaction everything up to one Sync is one
 * (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING), and after an error the rest is
 * skipped. Each call into PGlite costs as much as a small query, and this takes one instead of a dozen. Statements that
 * come again are kept prepared, as PostgREST keeps them: Postgres plans anew by itself where the role, the search path
 * or a table has changed.
 */
export interface Pipeline {
  /** Answers the last statement's rows; those of the ones before it are dropped. Throws {@link DatabaseError}. */
  run(before: readonly Statement[], statement: Statement): Promise<Answered>;
  /** After what may have changed tables: the statements that are kept are prepared anew. */
  forget(): void;
}

interface Answered {
  rows: Record<string, unknown>[];
  affected: number;
}

const MOST_PREPARED = 100;
const LONGEST_PREPARED = 20_000;

export function createPipeline(
  db: PGlite,
  onNotified: (channel: string, payload: string) => void,
): Pipeline {
  const writer = new MessageWriter();
  /** The oldest first. Null: seen once, which is not worth keeping a plan. */
  let prepared = new Map<string, string | null>();
  /** Names to be closed by the next call. */
  const outdated: string[] = [];
  let made = 0;

  /** Makes a statement ready, and answers its name: empty for one that is not kept. */
  function prepare(sql: string): string {
    const known = prepared.get(sql);
    prepared.delete(sql);
    if (known) {
      prepared.set(sql, known);
      return known;
    }
    if (known === undefined || sql.length > LONGEST_PREPARED) {
      prepared.set(sql, null);
      forgetOldest();
      writer.parse('', sql);
      return '';
    }
    const name = `p${(made += 1)}`;
    prepared.set(sql, name);
    writer.parse(name, sql);
    return name;
  }

  function forgetOldest(): void {
    const [oldest] = prepared.size > MOST_PREPARED ? prepared : [];
    if (!oldest) return;
    prepared.delete(oldest[0]);
    if (oldest[1]) writer.close(oldest[1]);
  }

  async function send(before: readonly Statement[], { sql, values }: Statement): Promise<Reply> {
    for (const name of outdated.splice(0)) writer.close(name);
    for (const one of before) {
      writer.bind(prepare(one.sql), one.values);
      writer.execute();
    }
    writer.bind(prepare(sql), values);
    writer.describe();
    writer.execute();
    writer.sync();
    return call();
  }

  async function call(): Promise<Reply> {
    const chunks: Uint8Array[] = [];
    await db.execProtocolRawStream(writer.take(), {
      syncToFs: false,
      // A view of Postgres's own memory, which changes with the next chunk.
      onRawData: (chunk) => chunks.push(chunk.slice()),
    });
    const reply = readReply(Buffer.concat(chunks));
    for (const { channel, payload } of reply.notices) onNotified(channel, payload);
    return reply;
  }

  /** After an error nobody knows whether a statement has been prepared; to close one that was not is no error. */
  function unprepare(statements: readonly Statement[]): void {
    for (const { sql } of statements) {
      const known = prepared.get(sql);
      if (!known) continue;
      prepared.delete(sql);
      outdated.push(known);
    }
  }

  return {
    async run(before, statement) {
      for (const one of [...before, statement]) checkStatement(one);
      let reply = await send(before, statement);
      if (reply.error) {
        unprepare([...before, statement]);
        // Inside a transaction that goes on, nothing can be tried again.
        if (isOutdated(reply) && !reply.isOpen) reply = await send(before, statement);
        if (reply.error) throw reply.error;
      }
      return answerOf(reply, db.parsers);
    },
    forget() {
      for (const known of prepared.values()) if (known) outdated.push(known);
      prepared = new Map();
    },
  };
}

/** A table that was changed under a statement that was prepared before. */
function isOutdated({ error }: Reply): boolean {
  return error?.code === '0A000' && error.message === 'cached plan must not change result type';
}

function answerOf({ fields, rows, tag }: Reply, parsers: PGlite['parsers']): Answered {
  const columns = fields ?? [];
  return {
    rows: rows.map((row) => {
      const named: Record<string, unknown> = {};
      for (const [at, { name, type }] of columns.entries()) {
        named[name] = types.parseType(row[at] ?? null, type, parsers);
      }
      return named;
    }),
    affected: Number(/(\d+)$/.exec(tag)?.[1] ?? 0),
  };
}
