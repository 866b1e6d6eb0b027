import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Model, type ProviderId } from '../../contract/models.ts';
import type { Topic } from '../../contract/studio/events.ts';
import type { SyncRow } from '../../contract/sync.ts';
import { type Database, openDatabase } from '../system/database.ts';
import { createLibraryContext, type LibraryContext } from './context.ts';
import { MIGRATIONS } from './migrations/all.ts';

/** A folder of its own for one test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-core-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestLibrary {
  db: Database;
  context: LibraryContext & { lacksKey(provider: ProviderId): boolean };
  folder: string;
  told: Topic[];
  /** How often sync was woken. */
  woken: () => number;
  setTime: (instant: string) => void;
}

/** A real library in a folder of its own, with a clock that stands still. */
export function testLibrary(
  options: { lacksKey?: (provider: ProviderId) => boolean; folder?: string } = {},
): TestLibrary {
  const folder = join(testFolder(), options.folder ?? '.');
  const db = openDatabase({ path: join(folder, 'studio.sqlite'), migrations: MIGRATIONS });
  onTestFinished(() => db.close());
  let now = '2026-11-21T08:00:00.000Z';
  let woken = 0;
  const told: Topic[] = [];
  const base = createLibraryContext({
    db,
    clock: { now: () => new Date(now) },
    changed: (...topics) => void told.push(...topics),
    wakeSync: () => void (woken += 1),
  });
  const context = { ...base, lacksKey: options.lacksKey ?? (() => false) };
  return {
    db,
    context,
    folder,
    told,
    woken: () => woken,
    setTime: (instant) => void (now = instant),
  };
}

export const DRAFT: Model = Model.parse({
  id: 'draft/studio',
  provider: 'draft',
  vendorModel: 'draft',
  name: 'Draft (no AI)',
  description: '',
  capabilities: {
    sizes: { '1:1': { width: 1024, height: 1024 } },
    qualities: ['draft', 'standard'],
    formats: ['webp', 'png', 'jpeg'],
    seed: true,
    negativePrompt: true,
    maxCount: 10,
    maxPromptLength: 2000,
  },
  prices: { draft: 0, standard: 2 },
  isAi: false,
  enabled: true,
  position: 0,
});

export const sha = (letter: string) => letter.repeat(64);

/** A row of `user_library` as the server sends it. */
export function workRow(id: string, fields: SyncRow = {}): SyncRow {
  return {
    id,
    user_id: '00000000-0000-7000-8000-000000000001',
    origin: 'imported',
    storage_path: 'x',
    sha256: sha('a'),
    mime: 'image/png',
    bytes: 10,
    width: 4,
    height: 3,
    recipe: null,
    custom_title: null,
    file_name: null,
    is_favorite: false,
    trashed_at: null,
    created_at: '2026-11-20T08:00:00+00:00',
    deleted_at: null,
    ...fields,
  };
}

export const RECIPE = {
  version: 1,
  prompt: 'a red fox',
  model: 'draft/studio',
  modelName: 'Draft',
  provider: 'draft',
  isAi: false,
  aspectRatio: '1:1',
  size: { width: 1024, height: 1024 },
  quality: 'standard',
  format: 'webp',
  seed: 7,
  createdAt: '2026-11-20T08:00:00.000Z',
  software: 'Atelier',
};

/** A row of `workspace_assets` as the server sends it. */
export function resultRow(id: string, fields: SyncRow = {}): SyncRow {
  return {
    id,
    order_id: '00000000-0000-7000-8000-0000000000aa',
    job_id: '00000000-0000-7000-8000-0000000000bb',
    storage_path: 'x',
    sha256: sha('b'),
    mime: 'image/webp',
    bytes: 10,
    width: 4,
    height: 3,
    recipe: RECIPE,
    created_at: '2026-11-20T08:00:00+00:00',
    expires_at: '2026-11-28T08:00:00+00:00',
    deleted_at: null,
    ...fields,
  };
}
