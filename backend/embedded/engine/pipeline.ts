import { type PGlite, messages, protocol, types } from '@electric-sql/pglite';

/**
 * One statement as a transaction of its own in a single call of Postgres: everything up to one Sync is a transaction
 * (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING), and after an error the rest is
 * skipped. Each call into PGlite costs as much as a small query, and this takes one instead of a dozen. Statements that
 * come again are kept prepared, as PostgREST keeps them: Postgres plans anew by itself where the role, the search path
 * or a table has changed.
 */
export interface Pipeline {
  run(settings: Statement | null, statement: Statement): Promise<Answered>;
}

interface Statement {
  sql: string;
  values: ReadonlyArray<string | null>;
}

interface Answered {
  rows: Record<string, unknown>[];
  affected: number;
}

const MOST_PREPARED = 100;
const LONGEST_PREPARED = 20_000;

export function createPipeline(db: PGlite): Pipeline {
  const { serialize } = protocol;
  /** The oldest first. Null: seen once, which is not worth keeping a plan. */
  const prepared = new Map<string, string | null>();
  let made = 0;

  /** The messages that make a statement ready, and its name: empty for one that is not kept. */
  function prepare(sql: string): { name: string; parts: Uint8Array[] } {
    const known = prepared.get(sql);
    prepared.delete(sql);
    if (known) {
      prepared.set(sql, known);
      return { name: known, parts: [] };
    }
    if (known === undefined || sql.length > LONGEST_PREPARED) {
      prepared.set(sql, null);
      return { name: '', parts: [...forget(), serialize.parse({ text: sql })] };
    }
    const name = `p${(made += 1)}`;
    prepared.set(sql, name);
    return { name, parts: [serialize.parse({ name, text: sql })] };
  }

  function forget(): Uint8Array[] {
    const [oldest] = prepared.size > MOST_PREPARED ? prepared : [];
    if (!oldest) return [];
    prepared.delete(oldest[0]);
    return oldest[1] === null ? [] : [serialize.close({ type: 'S', name: oldest[1] })];
  }

  function messagesOf({ sql, values }: Statement, describe: boolean): Uint8Array[] {
    const { name, parts } = prepare(sql);
    return [
      ...parts,
      serialize.bind({ statement: name, values: [...values] }),
      ...(describe ? [serialize.describe({ type: 'P' })] : []),
      serialize.execute({}),
    ];
  }

  async function send(settings: Statement | null, statement: Statement): Promise<Answered> {
    const parts = settings ? messagesOf(settings, false) : [];
    parts.push(...messagesOf(statement, true), serialize.sync());
    const found = await db.execProtocol(Buffer.concat(parts), { syncToFs: false });
    return read(found.messages, db.parsers);
  }

  /** After an error nobody knows whether a statement has been prepared; to close one that was not is no error. */
  async function unprepare(statements: readonly (Statement | null)[]): Promise<void> {
    const parts: Uint8Array[] = [];
    for (const statement of statements) {
      const name = statement && prepared.get(statement.sql);
      if (!name) continue;
      prepared.delete(statement.sql);
      parts.push(serialize.close({ type: 'S', name }));
    }
    if (parts.length > 0) {
      await db.execProtocol(Buffer.concat([...parts, serialize.sync()]), { syncToFs: false });
    }
  }

  return {
    async run(settings, statement) {
      try {
        return await send(settings, statement);
      } catch (error) {
        await unprepare([settings, statement]);
        if (!isOutdated(error)) throw error;
        return send(settings, statement);
      }
    },
  };
}

/** A table that was changed under a statement that was prepared before. */
function isOutdated(error: unknown): boolean {
  return (
    error instanceof messages.DatabaseError &&
    error.code === '0A000' &&
    error.message === 'cached plan must not change result type'
  );
}

type Message = Awaited<ReturnType<PGlite['execProtocol']>>['messages'][number];

/** The rows of the statement that was described; those of the settings come before its description. */
function read(found: readonly Message[], parsers: PGlite['parsers']): Answered {
  let fields: { name: string; dataTypeID: number }[] | null = null;
  const rows: Record<string, unknown>[] = [];
  let affected = 0;
  for (const message of found) {
    if (message instanceof messages.RowDescriptionMessage) fields = message.fields;
    else if (message instanceof messages.DataRowMessage && fields) {
      const row: Record<string, unknown> = {};
      for (const [at, { name, dataTypeID }] of fields.entries()) {
        row[name] = types.parseType(message.fields[at] ?? null, dataTypeID, parsers);
      }
      rows.push(row);
    } else if (message instanceof messages.CommandCompleteMessage) {
      affected = Number(/(\d+)$/.exec(message.text)?.[1] ?? 0);
    }
  }
  return { rows, affected };
}
