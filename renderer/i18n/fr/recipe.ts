import type { recipe as en } from '../en/recipe.ts';
import type { Words } from '../words.ts';

export const recipe: Words<typeof en> = {
  recall: 'Reprendre les réglages',
  recallNewSeed: 'Reprendre sans la graine',
  recallPrompt: 'Reprendre le prompt seul',
  dropFile: 'Déposez pour reprendre sa recette',
  noRecipe_one: 'Ce fichier ne porte aucune recette.',
  noRecipe_other: 'Aucun de ces fichiers ne porte de recette.',
  noRecipeDetail:
    'Les images d’Atelier, de ComfyUI, d’InvokeAI, d’Automatic1111 et de SwarmUI en portent d’ordinaire, sauf si elles ont été réenregistrées ailleurs.',
  again: 'Générer à nouveau',
  copyPicture: 'Copier l’image',
  copyPrompt: 'Copier le prompt',
  copySeed: 'Copier la graine',
};
