import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.ts';

/** What a build leaves, and the rooms whose sources are in it. */
interface Built {
  files: readonly string[];
  rooms: readonly string[];
}

const PROGRAM: Built = {
  files: ['out/main/atelier.js'],
  rooms: ['contract', 'core', 'backend', 'supabase/functions'],
};
const ALL: Built = {
  files: [...PROGRAM.files, 'out/preload/preload.cjs', 'out/renderer/index.html'],
  rooms: [...PROGRAM.rooms, 'supabase', 'electron', 'renderer'],
};
const CONFIGS = ['electron.vite.config.ts', 'package-lock.json', 'scripts/thread-entries.ts'];

/** Whether any source is newer than what was built from it. */
export function isStale(): boolean {
  return isOlder(ALL);
}

/** The same of the command line and the browser host alone, without the page. */
export function isProgramStale(): boolean {
  return isOlder(PROGRAM);
}

function isOlder({ files, rooms }: Built): boolean {
  const oldest = Math.min(...files.map((path) => changedAt(join(root, path))));
  if (oldest === 0) return true;
  const sources = rooms.flatMap((room) =>
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
