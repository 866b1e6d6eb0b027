import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.ts';

const BUILT = ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];
const ROOMS = ['contract', 'core', 'backend', 'electron', 'renderer', 'supabase'];
const CONFIGS = ['electron.vite.config.ts', 'package-lock.json', 'scripts/thread-entries.ts'];

/** Whether any source is newer than what was built from it. */
export function isStale(): boolean {
  const built = BUILT.map((path) => changedAt(join(root, path)));
  const oldest = Math.min(...built);
  if (oldest === 0) return true;
  const sources = ROOMS.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const configs = CONFIGS.map((path) => join(root, path));
  return [...sources, ...configs].some((path) => changedAt(path) > oldest);
}

/** Milliseconds since 1970; 0 for what is not there. */
function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
