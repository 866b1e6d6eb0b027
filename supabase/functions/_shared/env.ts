import { AtelierError } from '../../../contract/errors.ts';

interface Runtime {
  Deno?: { env: { get(name: string): string | undefined } };
  process?: { env: Record<string, string | undefined> };
}

const runtime = globalThis as Runtime;

/** Where the embedded server answers for settings that stand in no environment: keys a creator entered. */
const ASKED = Symbol.for('atelier.settings');
type Asked = { [ASKED]?: (name: string) => string | undefined };

/** A setting that may be absent; an empty one is. Read at each call, never kept. */
export function setting(name: string): string | undefined {
  const entered = (globalThis as Asked)[ASKED]?.(name);
  if (entered) return entered;
  const value = runtime.Deno ? runtime.Deno.env.get(name) : runtime.process?.env[name];
  return value === '' ? undefined : value;
}

/** What Supabase gives every function; the embedded server gives the same. */
export function env(name: 'SUPABASE_URL' | 'SUPABASE_ANON_KEY' | 'SUPABASE_SERVICE_ROLE_KEY') {
  const value = setting(name);
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}

/** A secret that the operator sets to switch a feature on. Throws `not_available` where he did not. */
export function secret(name: string, feature: string): string {
  const value = setting(name);
  if (value) return value;
  throw new AtelierError('not_available', `${feature} is not set up on this backend.`, { feature });
}

export const onDeno = runtime.Deno !== undefined;
