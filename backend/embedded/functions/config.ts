import { readFile } from 'node:fs/promises';

/**
 * The names of functions that take calls without a token. Reads just `verify_jwt` below `[functions.<name>]` of the
 * CLI's config.toml, on lines of their own as the CLI writes them; a missing file means the default, verified, for all.
 */
export async function readUnverified(file: string): Promise<Set<string>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const open = new Set<string>();
  let current: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    const table = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (table !== undefined) {
      current = /^\s*functions\s*\.\s*"?([\w-]+)"?\s*$/.exec(table)?.[1] ?? null;
    } else if (current && /^\s*verify_jwt\s*=\s*false\s*(?:#.*)?$/.test(line)) {
      open.add(current);
    }
  }
  return open;
}
