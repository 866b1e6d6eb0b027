import { readdir } from 'node:fs/promises';
import { basename, dirname, matchesGlob, resolve } from 'node:path';
import type { ProjectConfig } from './project-config.ts';

/**
 * The seed files of a project, as `[db.seed]` of its config.toml names them, in the order in which they run. `*` stands
 * for names in one folder; a folder that is not there has none.
 */
export async function findSeeds(
  configFile: string,
  { enabled, sql_paths: patterns }: ProjectConfig['db']['seed'],
): Promise<string[]> {
  if (!enabled) return [];
  const found = await Promise.all(
    patterns.map(async (pattern) => {
      const path = resolve(dirname(configFile), pattern);
      const names = await readdir(dirname(path)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      const wanted = names.filter((name) => matchesGlob(name, basename(path))).sort();
      return wanted.map((name) => resolve(dirname(path), name));
    }),
  );
  return [...new Set(found.flat())];
}
