import { PGlite } from '@electric-sql/pglite';
import { type Database, type Engine, type Row, databaseOn } from './database.ts';
import { baseline, migrations, seed } from './schema.ts';

/** A fresh database in memory with all migrations and the seed. One connection: what needs several is on native Postgres. */
export async function openPglite(): Promise<Database> {
  const db = await PGlite.create();
  const engine: Engine = {
    transaction: (work) =>
      db.transaction((tx) =>
        work(async <T = Row>(sql: string, params: readonly unknown[] = []) => {
          const { rows } = await tx.query<T>(sql, [...params]);
          return rows;
        }),
      ),
    async exec(sql) {
      await db.exec(sql);
    },
    close: () => db.close(),
  };
  for (const { name, sql } of [...baseline(), ...migrations(), seed()]) {
    await engine.exec(sql).catch((cause: unknown) => {
      throw new Error(`${name}: ${String(cause)}`, { cause });
    });
  }
  return databaseOn(engine);
}
