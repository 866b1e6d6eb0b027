import type { Recipe } from '../../../contract/recipe.ts';

/** What is lifted: one work or the whole selection it belongs to. */
export interface WorksPayload {
  readonly kind: 'works';
  readonly from: 'workspace' | 'library' | 'trash';
  /** The one under the pointer comes first: its thumbnail is the preview. */
  readonly ids: readonly string[];
  readonly sha256s: readonly string[];
  /** The recipe of the one under the pointer, for dropping it on the prompt bar. */
  readonly recipe: Recipe | null;
}

/** A collection that is moved into another one. */
export interface CollectionPayload {
  readonly kind: 'collection';
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  /** Itself and all inside it: where it can't go. */
  readonly within: readonly string[];
}

export type Payload = WorksPayload | CollectionPayload;

/** What a place to drop on stands for. */
export type Place =
  | { readonly kind: 'library' }
  | { readonly kind: 'favorites' }
  | { readonly kind: 'trash' }
  | {
      readonly kind: 'collection';
      readonly id: string;
      readonly name: string;
      /** Holds what it finds, and takes no works. */
      readonly isSmart?: boolean;
    }
  /** The top level of the collections. */
  | { readonly kind: 'collections' }
  | { readonly kind: 'new-collection' }
  | { readonly kind: 'prompt' }
  /** What the next picture begins with, and what it goes by. */
  | { readonly kind: 'source' }
  | { readonly kind: 'reference' };

/** What would happen: the key of its sentence, and what the drop does. */
export type Outcome =
  | 'save'
  | 'save-to-collection'
  | 'save-to-new-collection'
  | 'add-to-collection'
  | 'add-to-new-collection'
  | 'favorite'
  | 'trash'
  | 'discard'
  | 'restore'
  | 'recall'
  | 'use-as-source'
  | 'use-as-reference'
  | 'nest'
  | 'unnest';

/** Drag data crosses the page as an untyped bag; anything that is not ours is somebody else's drag. */
export function readPayload(data: Readonly<Record<string, unknown>>): Payload | undefined {
  if (data['kind'] === 'collection') return data as unknown as CollectionPayload;
  if (data['kind'] !== 'works' || !Array.isArray(data['ids']) || data['ids'].length === 0) {
    return undefined;
  }
  return data as unknown as WorksPayload;
}

const FROM_WORKSPACE: Partial<Record<Place['kind'], Outcome>> = {
  library: 'save',
  collection: 'save-to-collection',
  'new-collection': 'save-to-new-collection',
  trash: 'discard',
};

const FROM_LIBRARY: Partial<Record<Place['kind'], Outcome>> = {
  collection: 'add-to-collection',
  'new-collection': 'add-to-new-collection',
  favorites: 'favorite',
  trash: 'trash',
};

/** What dropping `payload` on `place` does; undefined where it does nothing, and the place then stays dark. */
export function outcomeOf(payload: Payload, place: Place): Outcome | undefined {
  if (payload.kind === 'collection') return nesting(payload, place);
  if (place.kind === 'collection' && place.isSmart === true) return undefined;
  if (place.kind === 'prompt') return payload.recipe ? 'recall' : undefined;
  if (place.kind === 'source' || place.kind === 'reference') {
    return payload.from === 'trash' ? undefined : `use-as-${place.kind}`;
  }
  if (payload.from === 'workspace') return FROM_WORKSPACE[place.kind];
  if (payload.from === 'trash') return place.kind === 'library' ? 'restore' : undefined;
  return FROM_LIBRARY[place.kind];
}

function nesting(payload: CollectionPayload, place: Place): Outcome | undefined {
  if (place.kind === 'collections') return payload.parentId === null ? undefined : 'unnest';
  if (place.kind !== 'collection' || place.isSmart === true) return undefined;
  const isThere = payload.within.includes(place.id) || payload.parentId === place.id;
  return isThere ? undefined : 'nest';
}
