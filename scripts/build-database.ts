import { join } from 'node:path';
import { PREBUILT_DIR, buildPrebuilt } from '../backend/embedded/prebuilt/prebuilt.ts';
import { root } from './run.ts';

/**
 * Makes the database that first starts begin with, if it is not there or its sources have changed. `--baseline` also
 * makes the one of a project before its first migration, for tests that bring migrations of their own; `--quiet` says
 * nothing of it.
 */
const supabase = join(root, 'supabase');
const made = await buildPrebuilt(
  PREBUILT_DIR,
  { migrationsDir: join(supabase, 'migrations'), seedFiles: [join(supabase, 'seed.sql')] },
  { withBaseline: process.argv.includes('--baseline') },
);
if (made > 0 && !process.argv.includes('--quiet'))
  console.log('Made the database that first starts begin with.');
