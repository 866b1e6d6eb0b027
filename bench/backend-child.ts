import { startEmbedded } from '../backend/embedded/server.ts';

/**
 * The server that is measured, in a process of its own: its directory, its migrations, where prebuilt databases lie, and
 * maybe a database's address.
 */
const [dataDir = '', migrationsDir = '', prebuiltDir = '', databaseUrl] = process.argv.slice(2);
const server = await startEmbedded({ dataDir, migrationsDir, prebuiltDir, databaseUrl });
const { url, anonKey, serviceRoleKey } = server;
process.send?.({ url, anonKey, serviceRoleKey });
process.once('message', () => {
  void server.close().then(() => process.exit(0));
});
