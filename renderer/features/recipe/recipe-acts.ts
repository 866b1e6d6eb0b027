import i18next from 'i18next';
import { orderAgain } from '../../../contract/order-again.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import { queryClient } from '../../data/client.ts';
import { type RecalledPart, usePrompt } from '../../state/prompt.ts';
import { api } from '../../transport/api.ts';
import { notify } from '../../ui/toast.tsx';
import { tellError } from '../undo/tell-error.ts';

const SAID = { all: 'recalled', newSeed: 'recalledNewSeed', prompt: 'recalledPrompt' } as const;

export function recall(recipe: Recipe, part: RecalledPart): void {
  usePrompt.getState().recall(recipe, part);
  notify({ message: i18next.t(SAID[part], { ns: 'inspector' }), id: 'recalled' });
}

/** One more picture of the same recipe, with another seed, without touching what stands in the prompt bar. */
export async function generateAgain(recipe: Recipe): Promise<void> {
  try {
    await api.generate.create(orderAgain(recipe));
    notify({ message: i18next.t('againStarted', { ns: 'inspector' }), id: 'again' });
  } catch (error) {
    tellError(error);
  }
  void queryClient.invalidateQueries({ queryKey: ['generate', 'orders'] });
}
