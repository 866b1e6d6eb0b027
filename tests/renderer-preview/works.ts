import type { Collection, LibraryAsset, WorkspaceAsset } from '../../contract/assets.ts';
import type { AspectRatio, Size } from '../../contract/models.ts';
import type { Recipe } from '../../contract/recipe.ts';

/** When the preview was opened: everything in it is so and so long ago. */
export const NOW = Date.now();
export const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();
/** An id whose beginning tells the time of its making, as version 7 does; the rest is its kind and number. */
export const fakeId = (kind: number, index: number, minutesAgo = index): string => {
  const stamp = (NOW - minutesAgo * 60_000).toString(16).padStart(12, '0');
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7000-8${String(kind).padStart(3, '0')}-${String(index).padStart(12, '0')}`;
};
const fakeSha = (index: number): string => index.toString(16).padStart(8, '0').repeat(8);

export const SIZES: Partial<Record<AspectRatio, Size>> = {
  '1:1': { width: 1024, height: 1024 },
  '16:9': { width: 1344, height: 756 },
  '9:16': { width: 756, height: 1344 },
  '4:3': { width: 1152, height: 864 },
  '3:4': { width: 864, height: 1152 },
  '3:2': { width: 1216, height: 811 },
  '2:3': { width: 811, height: 1216 },
  '21:9': { width: 1536, height: 658 },
};
const RATIOS = ['1:1', '3:2', '2:3', '16:9', '4:3', '3:4', '9:16', '21:9'] as const;

export const PROMPTS = [
  'A lighthouse on a basalt cliff at dusk, warm light in the lantern, long calm waves',
  'Botanical plate of a fern unrolling, ink and pale wash on laid paper',
  'Un marché de nuit sous la pluie, lanternes rouges, reflets sur les pavés, très grand angle, foule dense et parapluies transparents',
  'Low winter sun through a birch forest, mist between the trunks',
  'Poster of a mountain railway in flat colours, 1930s',
  'Still life with three pears and a blue enamel jug',
];

function recipe(index: number): Recipe {
  const aspectRatio = RATIOS[index % RATIOS.length] ?? '1:1';
  return {
    version: 1,
    prompt: PROMPTS[index % PROMPTS.length] ?? '',
    model: index % 3 === 0 ? 'openai/gpt-image-1' : 'draft/painter',
    modelName: index % 3 === 0 ? 'GPT Image 1' : 'Draft',
    provider: index % 3 === 0 ? 'openai' : 'draft',
    isAi: index % 3 === 0,
    aspectRatio,
    size: SIZES[aspectRatio] ?? { width: 1024, height: 1024 },
    quality: 'standard',
    format: 'webp',
    seed: 1_000_003 * (index + 1),
    createdAt: ago(index * 37),
    software: 'Atelier 0.1.0',
  };
}

const file = (index: number, made: Recipe) => ({
  sha256: fakeSha(index),
  mime: 'image/webp' as const,
  bytes: 180_000 + index * 1_313,
  ...made.size,
  thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
  fileState: 'present' as const,
});

export function results(count: number): WorkspaceAsset[] {
  return Array.from({ length: count }, (_, index) => {
    const made = recipe(index);
    return {
      id: fakeId(1, index),
      orderId: fakeId(2, Math.floor(index / 4), 20 + Math.floor(index / 4) * 260),
      jobId: fakeId(3, index, 20 + Math.floor(index / 4) * 260),
      ...file(index, made),
      recipe: made,
      createdAt: ago(20 + Math.floor(index / 4) * 260 - (index % 4)),
      expiresAt: new Date(NOW + (30 - index) * 86_400_000).toISOString(),
    };
  });
}

/** What nothing was said of yet. */
export const UNSAID = {
  rating: 0,
  notes: null,
  tags: [] as string[],
  visibility: 'private',
  contentCategory: 'sfw',
  projectId: null,
  stackId: null,
  stackSize: 1,
  duration: null,
  palette: null,
} as const;

export function works(count: number): LibraryAsset[] {
  return Array.from({ length: count }, (_, index) => {
    const made = recipe(index);
    return {
      id: fakeId(4, index),
      origin: 'generated',
      ...file(index + 100, made),
      recipe: made,
      title: index % 4 === 0 ? 'Autumn set, study number two with a rather long title' : null,
      fileName: null,
      isFavorite: index % 5 === 0,
      ...UNSAID,
      tags: [],
      collectionIds: index % 3 === 0 ? [fakeId(5, 0)] : [],
      syncState: 'synced',
      createdAt: ago(index * 90),
      trashedAt: null,
    };
  });
}

export function collections(): Collection[] {
  return ['Autumn set', 'Poster ideas', 'Textures'].map((name, index) => ({
    id: fakeId(5, index),
    name,
    parentId: null,
    search: null,
    count: 12 - index * 3,
    coverSha256: fakeSha(100 + index),
    createdAt: ago(10_000 + index),
  }));
}
