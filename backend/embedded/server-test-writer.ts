import { startEmbedded } from './server.ts';

/** Started by server.test.ts, which kills it: writes rows one by one and says how many were acknowledged. */
const [dataDir = '', migrationsDir = ''] = process.argv.slice(2);
const server = await startEmbedded({ dataDir, migrationsDir });
for (let count = 1; ; count++) {
  await server.engine.transaction('admin', (tx) =>
    tx.query('insert into second values ($1)', [count]),
  );
  process.send?.(count);
}
