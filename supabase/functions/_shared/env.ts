interface Runtime {
  Deno?: { env: { get(name: string): string | undefined } };
  process?: { env: Record<string, string | undefined> };
}

const runtime = globalThis as Runtime;

/** What Supabase gives every function; the embedded server gives the same. Read at each call, never kept. */
export function env(name: 'SUPABASE_URL' | 'SUPABASE_ANON_KEY' | 'SUPABASE_SERVICE_ROLE_KEY') {
  const value = runtime.Deno ? runtime.Deno.env.get(name) : runtime.process?.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}

export const onDeno = runtime.Deno !== undefined;
