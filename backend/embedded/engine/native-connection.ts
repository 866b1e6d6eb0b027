import pg from 'pg';
import { AtelierError } from '../../../contract/errors.ts';

/** The role that owns what migrations make, as on a Supabase project, whoever the address signs in as. */
const OWNER = 'postgres';
const OLDEST = 150_000;
const CONNECT_MS = 10_000;

/**
 * What `sslmode` may be, as libpq understands it (https://www.postgresql.org/docs/current/libpq-ssl.html), but that none
 * of them ever falls back to plain text: `prefer` and `require` encrypt without asking who answers, unless `sslrootcert`
 * says whose word counts; `verify-ca` asks who signed, `verify-full` also for the host. `no-verify` is the driver's own.
 */
const TLS_MODES = new Set([
  'disable',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
  'no-verify',
]);

/** How connections of this server begin. TLS is the address's own matter (`sslmode`, `sslrootcert`, …). */
export function connectionConfig(url: string, owner: string | null): pg.ClientConfig {
  const address = parseUrl(url);
  const given = address.searchParams.get('options');
  const mode = address.searchParams.get('sslmode');
  if (mode !== null && !TLS_MODES.has(mode)) {
    throw refusal(`sslmode is one of ${[...TLS_MODES].join(', ')}.`);
  }
  // Without this the driver takes all modes for verify-full, and says that it will not do so for long.
  if (mode !== null && mode !== 'no-verify') address.searchParams.set('uselibpqcompat', 'true');
  const own = ['-c search_path=public,extensions', ...(owner ? [`-c role=${owner}`] : [])];
  address.searchParams.set('options', [...(given ? [given] : []), ...own].join(' '));
  return {
    connectionString: address.href,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    fallback_application_name: 'atelier',
  };
}

function parseUrl(url: string): URL {
  const address = URL.parse(url);
  if (address && /^postgres(?:ql)?:$/.test(address.protocol)) return address;
  throw new AtelierError(
    'invalid_input',
    'The database address must look like postgres://user:password@host:5432/name.',
    { field: 'database-url' },
  );
}

/**
 * Looks at the server behind the address before anything is made on it. Answers the role under which connections are to
 * run. Throws `invalid_input` with one line that says what is missing.
 */
export async function checkServer(url: string): Promise<string> {
  const client = newClient(url);
  client.on('error', () => undefined);
  try {
    await client.connect().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw refusal(`The database cannot be reached: ${reason || 'no connection'}.`);
    });
    const { rows } = await client.query<{ version: string; name: string; isSuper: boolean }>(
      `select current_setting('server_version_num') as version, current_user as name,
              rolsuper as "isSuper" from pg_catalog.pg_roles where rolname = current_user`,
    );
    const [found] = rows;
    if (!found || Number(found.version) < OLDEST) {
      throw refusal('The database must be Postgres 15 or newer.');
    }
    if (!found.isSuper) {
      throw refusal(
        `The role "${found.name}" is no superuser: this server makes roles, schemas and policies, and needs one.`,
      );
    }
    await makeOwner(client);
    return OWNER;
  } finally {
    await client.end();
  }
}

/** Also where certificates are read. */
function newClient(url: string): pg.Client {
  const config = connectionConfig(url, null);
  try {
    return new pg.Client(config);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refusal(`The database address cannot be used: ${reason}`);
  }
}

/** Two servers that start at once both find it missing; only one can make it. */
async function makeOwner(client: pg.Client): Promise<void> {
  await client.query(
    `do $$ begin
       if not exists (select from pg_catalog.pg_roles where rolname = '${OWNER}') then
         create role ${OWNER} login superuser;
       end if;
     exception when duplicate_object or unique_violation then null;
     end $$`,
  );
}

function refusal(message: string): AtelierError {
  return new AtelierError('invalid_input', message, { field: 'database-url' });
}
