import type { LucideIcon } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import type { ShortcutId } from './shortcuts.ts';

/** Something the command palette offers. */
export interface Action {
  /** Unique among all actions. */
  id: string;
  /** Already in the creator's language. */
  title: string;
  group: 'go' | 'make' | 'works' | 'view' | 'settings';
  icon?: LucideIcon;
  shortcut?: ShortcutId;
  /** Other words it is found by. */
  keywords?: string;
  run: () => void;
}

interface ActionsState {
  actions: readonly Action[];
  register: (actions: readonly Action[]) => () => void;
}

/** Each action keeps the place it had first: in another language all are registered anew, from the inside out. */
const places = new Map<string, number>();

function placeOf({ id }: Action): number {
  const place = places.get(id) ?? places.size;
  places.set(id, place);
  return place;
}

export const useActionRegistry = create<ActionsState>()((set) => ({
  actions: [],
  register(added) {
    const ids = new Set(added.map((action) => action.id));
    for (const action of added) placeOf(action);
    set(({ actions }) => ({
      actions: [...actions.filter(({ id }) => !ids.has(id)), ...added].toSorted(
        (a, b) => placeOf(a) - placeOf(b),
      ),
    }));
    return () => {
      // By identity: a later registration of the same id stays.
      set(({ actions }) => ({ actions: actions.filter((action) => !added.includes(action)) }));
    };
  },
}));

/**
 * Offers actions for as long as the component stands. They may be new objects at every render; they are
 * registered again when an id, a title or the number of them changes, and always run the newest `run`.
 */
export function useActions(actions: readonly Action[]): void {
  const register = useActionRegistry((state) => state.register);
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  const signature = actions.map(({ id, title }) => `${id}:${title}`).join('\n');
  useEffect(() => {
    const stable = latest.current.map((action) => ({
      ...action,
      run: () => latest.current.find(({ id }) => id === action.id)?.run(),
    }));
    return register(stable);
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the signature stands for the actions
  }, [register, signature]);
}
