import i18next from 'i18next';
import { readRecipe } from '../../transport/media.ts';
import { notify } from '../../ui/toast.tsx';
import { giveFiles } from '../given/given-acts.ts';
import { tellError } from '../undo/tell-error.ts';
import { recall } from './recipe-acts.ts';

/** Reads the recipe that a picture file carries and puts it into the prompt bar. Of several files, the first with one. */
export async function recallFile(files: readonly File[]): Promise<void> {
  try {
    for (const file of files.slice(0, 20)) {
      const recipe = await readRecipe(file);
      if (recipe) return recall(recipe, 'all');
    }
    // A picture that tells nothing of itself is still one to begin with.
    const pictures = files.filter(({ type }) => type.startsWith('image/'));
    if (pictures.length > 0) return await giveFiles(pictures);
    notify({
      message: i18next.t('noRecipe', { ns: 'recipe', count: files.length }),
      detail: i18next.t('noRecipeDetail', { ns: 'recipe' }),
      id: 'recalled',
    });
  } catch (error) {
    tellError(error);
  }
}
