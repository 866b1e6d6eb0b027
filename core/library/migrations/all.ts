import type { Migration } from '../../system/database.ts';
import { firstLibrary } from './0001-first-library.ts';
import { syncRefusals } from './0002-sync-refusals.ts';

/** In order, without gaps. */
export const MIGRATIONS: readonly Migration[] = [firstLibrary, syncRefusals];
