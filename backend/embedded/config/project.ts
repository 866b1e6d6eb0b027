import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findSeeds } from './find-seeds.ts';
import { type ProjectConfig, readProjectConfig } from './project-config.ts';

const OWN_MIGRATIONS = fileURLToPath(new URL('../../../supabase/migrations/', import.meta.url));

/** What the database of a project is made of, and what its config.toml says; ours unless another's migrations are named. */
export interface Project {
  migrationsDir: string;
  seedFiles: readonly string[];
  config: ProjectConfig;
}

export async function readProject(migrationsDir = OWN_MIGRATIONS): Promise<Project> {
  const configFile = join(dirname(migrationsDir), 'config.toml');
  const config = await readProjectConfig(configFile);
  return { migrationsDir, config, seedFiles: await findSeeds(configFile, config.db.seed) };
}
