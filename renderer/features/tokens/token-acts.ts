import i18next from 'i18next';
import type { SavedTokenSet } from '../../../contract/studio/prompts.ts';
import { api } from '../../transport/api.ts';
import { notify } from '../../ui/toast.tsx';
import { refreshKeys } from '../undo/attempt.ts';
import { tellError } from '../undo/tell-error.ts';
import { NO_SET, useTokenChoice } from './token-choice.ts';

/** Saves a set and chooses it. Answers whether it went through. */
export async function saveTokenSet(
  draft: Omit<SavedTokenSet, 'createdAt' | 'id'> & { readonly id: string | null },
): Promise<boolean> {
  try {
    const saved = await api.tokens.save({
      ...(draft.id !== null && { id: draft.id }),
      name: draft.name.trim(),
      tokens: draft.tokens
        .map(({ name, value }) => ({ name: name.trim(), value }))
        .filter(({ name }) => name !== ''),
      isDefault: draft.isDefault,
    });
    await refreshKeys([['tokens']]);
    useTokenChoice.getState().choose(saved.id);
    notify({ message: i18next.t('saved', { ns: 'tokens', name: saved.name }), id: 'token-set' });
    return true;
  } catch (error) {
    tellError(error);
    return false;
  }
}

export async function removeTokenSet(set: SavedTokenSet | undefined): Promise<void> {
  if (!set) return;
  try {
    await api.tokens.remove({ id: set.id });
    useTokenChoice.getState().choose(NO_SET);
    notify({
      message: i18next.t('removed', { ns: 'tokens', name: set.name }),
      undo: () => void saveTokenSet(set),
    });
  } catch (error) {
    tellError(error);
  }
  await refreshKeys([['tokens']]);
}
