import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Script {
  name: string;
  sql: string;
}

function scripts(folder: string): Script[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(root, folder, name), 'utf8') }));
}

/** What a Supabase project has before its first migration, as the embedded server makes it. */
export const baseline = (): Script[] => scripts('backend/embedded/baseline');
export const migrations = (): Script[] => scripts('supabase/migrations');
export const seeds = (): Script[] => scripts('supabase/seeds');
