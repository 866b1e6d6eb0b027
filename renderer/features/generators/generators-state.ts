import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type {
  FieldValue,
  FieldValues,
  GENERATOR_CATEGORIES,
} from '../../../contract/generators.ts';
import type { AspectRatio, Quality } from '../../../contract/models.ts';

export type Shown = 'all' | 'favorites' | 'recent' | (typeof GENERATOR_CATEGORIES)[number];

/** What stands beside the form; what was never chosen is what the generator likes best. */
export interface Wishes {
  readonly model?: string | undefined;
  readonly aspectRatio?: AspectRatio | undefined;
  readonly quality?: Quality | undefined;
  readonly count?: number | undefined;
}

export interface FormDraft {
  readonly values: FieldValues;
  readonly wishes: Wishes;
  /** The template that the form was filled in from. */
  readonly template?: string | undefined;
}

const EMPTY: FormDraft = { values: {}, wishes: {} };
const MOST_RECENT = 12;

interface GeneratorsState {
  readonly place: 'gallery' | 'templates' | 'community';
  readonly shown: Shown;
  readonly openId: string | null;
  readonly favorites: readonly string[];
  readonly recent: readonly string[];
  /** Answers by generator, so that nothing typed is lost on the way to another screen. */
  readonly drafts: Readonly<Record<string, FormDraft>>;
  /** The last picture that each made: the gallery shows it. */
  readonly pictures: Readonly<Record<string, string>>;
  go: (place: GeneratorsState['place']) => void;
  show: (shown: Shown) => void;
  open: (id: string | null) => void;
  fill: (id: string, draft: FormDraft) => void;
  answer: (id: string, field: string, value: FieldValue | undefined) => void;
  wish: (id: string, wishes: Wishes) => void;
  toggleFavorite: (id: string) => void;
  used: (id: string) => void;
  made: (id: string, sha256: string) => void;
}

export const useGenerators = create<GeneratorsState>()(
  persist(
    (set) => ({
      place: 'gallery',
      shown: 'all',
      openId: null,
      favorites: [],
      recent: [],
      drafts: {},
      pictures: {},
      go: (place) => set({ place, openId: null }),
      show: (shown) => set({ shown }),
      open: (openId) => set({ openId }),
      fill: (id, draft) => set(({ drafts }) => ({ drafts: { ...drafts, [id]: draft } })),
      answer: (id, field, value) =>
        set(({ drafts }) => {
          const draft = drafts[id] ?? EMPTY;
          const { [field]: _old, ...others } = draft.values;
          const values = value === undefined ? others : { ...others, [field]: value };
          return { drafts: { ...drafts, [id]: { ...draft, values } } };
        }),
      wish: (id, wishes) =>
        set(({ drafts }) => {
          const draft = drafts[id] ?? EMPTY;
          const merged = { ...draft, wishes: { ...draft.wishes, ...wishes } };
          return { drafts: { ...drafts, [id]: merged } };
        }),
      toggleFavorite: (id) =>
        set(({ favorites }) => ({
          favorites: favorites.includes(id)
            ? favorites.filter((other) => other !== id)
            : [...favorites, id],
        })),
      used: (id) =>
        set(({ recent }) => ({
          recent: [id, ...recent.filter((other) => other !== id)].slice(0, MOST_RECENT),
        })),
      made: (id, sha256) =>
        set(({ pictures }) =>
          pictures[id] === sha256 ? {} : { pictures: { ...pictures, [id]: sha256 } },
        ),
    }),
    {
      name: 'atelier.generators',
      version: 1,
      partialize: ({ favorites, recent, drafts, pictures, shown }) => ({
        favorites,
        recent,
        drafts,
        pictures,
        shown,
      }),
    },
  ),
);

export const EMPTY_FORM = EMPTY;
