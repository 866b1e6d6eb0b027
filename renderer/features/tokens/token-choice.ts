import { useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { SavedTokenSet } from '../../../contract/studio/prompts.ts';
import { query } from '../../data/query.ts';

interface TokenChoice {
  /** `none`: no set; null: the default one, if there is one. */
  readonly setId: string | null;
  choose: (setId: string) => void;
}

/** Which set fills the tokens, the same for every prompt. Kept between starts. */
export const useTokenChoice = create<TokenChoice>()(
  persist((set) => ({ setId: null, choose: (setId) => set({ setId }) }), {
    name: 'atelier.tokens',
    version: 1,
    partialize: ({ setId }) => ({ setId }),
  }),
);

export const NO_SET = 'none';

const NO_SETS: readonly SavedTokenSet[] = [];
const NO_WILDCARDS: Readonly<Record<string, string[]>> = {};

export interface Filling {
  readonly sets: readonly SavedTokenSet[];
  readonly set: SavedTokenSet | undefined;
  readonly wildcards: Readonly<Record<string, string[]>>;
}

/** What fills prompts now: the chosen set and the lists of words of this machine. */
export function useFilling(): Filling {
  const { setId } = useTokenChoice();
  const sets = useQuery(query('tokens.list')).data ?? NO_SETS;
  const wildcards = useQuery(query('tokens.wildcards')).data ?? NO_WILDCARDS;
  const chosen = setId === null ? sets.find(({ isDefault }) => isDefault) : undefined;
  return { sets, set: chosen ?? sets.find(({ id }) => id === setId), wildcards };
}
