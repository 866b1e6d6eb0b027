import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engine, type Tx } from '../../backend/embedded/engine/engine.ts';
import { openPglite } from '../../backend/embedded/engine/pglite-engine.ts';
import { listMigrations, migrate } from '../../backend/embedded/migrate/migrate.ts';
import { splitStatements } from '../../backend/embedded/migrate/split-statements.ts';

/**
 * Upgrades a database and dies on the way: `node upgrade-child.ts DATA MIGRATIONS NR SHARE` ends itself by SIGKILL
 * within the NR-th migration that it applies, when SHARE (0 to 1) of its statements have run.
 */
const [dataDir = '', migrationsDir = '', nr, share] = process.argv.slice(2);
const texts = new Set<string>();
for (const { file } of await listMigrations(migrationsDir)) {
  texts.add(await readFile(join(migrationsDir, file), 'utf8'));
}
let begun = 0;

function deadly(tx: Tx): Tx {
  return {
    query: (sql, params) => tx.query(sql, params),
    async exec(sql) {
      const statements = splitStatements(sql);
      // The runner has statements of its own.
      const isMigration = texts.has(sql);
      if (isMigration) begun += 1;
      const last = begun === Number(nr) ? Math.floor(statements.length * Number(share)) : Infinity;
      for (const [at, statement] of statements.entries()) {
        if (isMigration && at >= last) process.kill(process.pid, 'SIGKILL');
        await tx.exec(statement);
      }
    },
  };
}

const engine = await openPglite(dataDir);
const dying: Engine = {
  transaction: (context, run, how) => engine.transaction(context, (tx) => run(deadly(tx)), how),
  once: (context, sql, params, how) => engine.once(context, sql, params, how),
  listen: (channel, onPayload) => engine.listen(channel, onPayload),
  close: () => engine.close(),
};
await migrate(dying, migrationsDir);
await engine.close();
