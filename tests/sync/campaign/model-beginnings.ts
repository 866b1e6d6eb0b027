import type { SyncRow, SyncTable } from '../../../contract/sync.ts';
import type { ModelStore } from './model-store.ts';

/** What a picture says of itself, whoever names it. */
export const PICTURE: SyncRow = {
  mime: 'image/webp',
  bytes: 10,
  width: 8,
  height: 8,
  recipe: {
    version: 1,
    prompt: 'A lighthouse',
    model: 'draft/studio',
    modelName: 'Draft',
    provider: 'draft',
    isAi: false,
    aspectRatio: '1:1',
    size: { width: 64, height: 64 },
    quality: 'draft',
    format: 'webp',
    createdAt: '2026-11-21T08:00:00.000Z',
    software: 'Atelier',
  },
};

/** A work that nobody said a word about yet. */
export const UNTOUCHED: SyncRow = {
  custom_title: null,
  is_favorite: false,
  trashed_at: null,
  notes: null,
  rating: 0,
  tags: [],
  project_id: null,
  visibility: 'private',
  content_category: 'sfw',
};

/** A new account, with a few rows that are there before any device; answers them. */
export function beginAccount(
  store: ModelStore,
  user: string,
): { table: SyncTable; row: SyncRow }[] {
  store.inNewTransaction(() => {
    const columns = { full_name: null, language: 'en', theme: 'dark', credits_balance: 100 };
    const profile = { ...columns, total_generations: 0, deleted_at: null };
    store.put('profiles', user, user, profile);
  });
  return store.inNewTransaction(() => makeBeginnings(store, user));
}

function makeBeginnings(store: ModelStore, user: string): { table: SyncTable; row: SyncRow }[] {
  const begun: { table: SyncTable; row: SyncRow }[] = [];
  const make = (table: SyncTable, fields: SyncRow) => {
    const id = store.newId();
    const at = { created_at: store.instant(), deleted_at: null };
    begun.push({ table, row: store.put(table, id, user, { ...fields, ...at }).row });
    return id;
  };
  for (const letter of ['a', 'b']) {
    const sha256 = letter.repeat(64);
    const path = `${user}/${letter}${letter}/${sha256}.webp`;
    store.objects.add(path);
    make('user_library', {
      ...PICTURE,
      sha256,
      storage_path: path,
      origin: 'imported',
      file_name: null,
      ...UNTOUCHED,
    });
  }
  make('user_collections', { name: 'Harbours', parent_id: null, search: null });
  const project = make('projects', { title: 'Fog', description: '', character_id: null });
  make('scenes', { project_id: project, position: 1, prompt: '' });
  make('scenes', { project_id: project, position: 2, prompt: '' });
  make('conversations', { title: 'Talk', agent_id: null, project_id: null });
  return begun;
}
