import type { Migration } from '../../system/database.ts';
import { firstLibrary } from './0001-first-library.ts';

/** In order, without gaps. */
export const MIGRATIONS: readonly Migration[] = [firstLibrary];
