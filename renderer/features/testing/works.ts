import type { LibraryAsset, WorkspaceAsset } from '../../../contract/assets.ts';
import type { Recipe } from '../../../contract/recipe.ts';

/** Works for tests of pure parts, each field overridable. */
export function aRecipe(change: Partial<Recipe> = {}): Recipe {
  return {
    version: 1,
    prompt: 'A lighthouse at dusk',
    model: 'draft/paint',
    modelName: 'Draft',
    provider: 'draft',
    isAi: false,
    aspectRatio: '1:1',
    size: { width: 1024, height: 1024 },
    quality: 'standard',
    format: 'webp',
    seed: 7,
    createdAt: '2026-11-21T10:00:00.000Z',
    software: 'Atelier 0.1.0',
    ...change,
  };
}

const file = {
  sha256: 'a'.repeat(64),
  mime: 'image/webp',
  bytes: 120_000,
  width: 1024,
  height: 1024,
  thumbhash: null,
  fileState: 'present',
} as const;

export function aLibraryAsset(change: Partial<LibraryAsset> = {}): LibraryAsset {
  return {
    id: '01936a00-0000-7000-8000-000000000001',
    origin: 'generated',
    ...file,
    recipe: aRecipe(),
    title: null,
    fileName: null,
    isFavorite: false,
    rating: 0,
    notes: null,
    tags: [],
    visibility: 'private',
    contentCategory: 'sfw',
    projectId: null,
    stackId: null,
    stackSize: 1,
    duration: null,
    palette: null,
    tones: [],
    seen: null,
    collectionIds: [],
    syncState: 'synced',
    createdAt: '2026-11-21T10:00:00.000Z',
    trashedAt: null,
    ...change,
  };
}

export function aWorkspaceAsset(change: Partial<WorkspaceAsset> = {}): WorkspaceAsset {
  return {
    id: '01936a00-0000-7000-8000-000000000002',
    orderId: '01936a00-0000-7000-8000-00000000000a',
    jobId: '01936a00-0000-7000-8000-00000000000b',
    ...file,
    recipe: aRecipe(),
    duration: null,
    createdAt: '2026-11-21T10:00:00.000Z',
    expiresAt: '2026-12-21T10:00:00.000Z',
    ...change,
  };
}
