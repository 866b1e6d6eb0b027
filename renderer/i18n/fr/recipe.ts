import type { recipe as en } from '../en/recipe.ts';
import type { Words } from '../words.ts';

export const recipe: Words<typeof en> = {
  recall: 'Reprendre les réglages',
  recallNewSeed: 'Reprendre sans la graine',
  again: 'Générer à nouveau',
  copyPrompt: 'Copier le prompt',
  copySeed: 'Copier la graine',
};
