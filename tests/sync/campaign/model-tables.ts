import { PARENTS, type SyncTable } from '../../../contract/sync.ts';

/** What the model of the server knows of its tables, written down from the rules and not from the SQL. */

/** A row lacks none of these. */
export const REQUIRED: Readonly<Partial<Record<SyncTable, readonly string[]>>> = {
  user_library: ['storage_path', 'sha256', 'mime', 'bytes', 'width', 'height', 'origin'],
  user_collections: ['name'],
  collection_items: ['collection_id', 'library_id'],
  brands: ['name'],
  characters: ['name'],
  projects: ['title'],
  scenes: ['project_id'],
  character_scenes: ['character_id', 'scene_id'],
  templates: ['name', 'data'],
  personalization_tokens: ['name', 'tokens'],
  prompts: ['prompt'],
  agents: ['name'],
  messages: ['conversation_id', 'role', 'content'],
  not_duplicates: ['library_ids'],
};

/** A row that joins two: its later arrival simply counts. */
export const MEMBERSHIPS: ReadonlySet<SyncTable> = new Set([
  'collection_items',
  'character_scenes',
]);

/** Table, column, whether a revival brings back what was deleted with the row. */
type Inside = readonly [SyncTable, string, 'comes back' | 'stays gone'];

/** What is deleted along with a row. */
export const INSIDE: Readonly<Partial<Record<SyncTable, readonly Inside[]>>> = {
  user_library: [['collection_items', 'library_id', 'stays gone']],
  user_collections: [['collection_items', 'collection_id', 'stays gone']],
  projects: [['scenes', 'project_id', 'comes back']],
  scenes: [['character_scenes', 'scene_id', 'comes back']],
  characters: [['character_scenes', 'character_id', 'comes back']],
  conversations: [['messages', 'conversation_id', 'comes back']],
};

/** They stay when what they name is deleted, and are taken when it was: at the top, outside of all projects. */
export const STAND_ALONE: ReadonlySet<SyncTable> = new Set([
  'user_collections',
  'user_library',
  'prompts',
]);

export const PARENTS_OF: Readonly<Partial<Record<SyncTable, Readonly<Record<string, SyncTable>>>>> =
  PARENTS;

/** Columns in which a table names rows of others, each with the other table. */
export const parentsOf = (table: SyncTable): [string, SyncTable][] =>
  Object.entries(PARENTS_OF[table] ?? {});

/** Tables whose tombstones are forgotten after their time. */
export const FORGETFUL: readonly SyncTable[] = [
  'workspace_assets',
  'user_library',
  'user_collections',
  'collection_items',
  'brands',
  'characters',
  'projects',
  'scenes',
  'character_scenes',
  'templates',
  'personalization_tokens',
  'prompts',
  'agents',
  'conversations',
  'messages',
  'not_duplicates',
];
