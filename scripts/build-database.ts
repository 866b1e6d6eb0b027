import { readProject } from '../backend/embedded/config/project.ts';
import { PREBUILT_DIR, buildPrebuilt } from '../backend/embedded/prebuilt/prebuilt.ts';

/**
 * Makes the database that first starts begin with, if it is not there or its sources have changed. `--baseline` also
 * makes the one of a project before its first migration, for tests that bring migrations of their own; `--quiet` says
 * nothing of it.
 */
const made = await buildPrebuilt(PREBUILT_DIR, await readProject(), {
  withBaseline: process.argv.includes('--baseline'),
});
if (made > 0 && !process.argv.includes('--quiet'))
  console.log('Made the database that first starts begin with.');
