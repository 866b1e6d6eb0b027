import { Quote, RefreshCw, Shuffle, Sparkles } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Recipe } from '../../../contract/recipe.ts';
import type { Command } from '../grid/command.ts';
import { generateAgain, recall } from './recipe-acts.ts';

/** What can be done with one recipe: that of the first chosen work that has one. */
export function useRecipeCommands(
  recipeOf: (ids: readonly string[]) => Recipe | undefined,
): readonly Command[] {
  const { t } = useTranslation('recipe');
  return useMemo(() => {
    const withRecipe = (act: (recipe: Recipe) => void) => (ids: readonly string[]) => {
      const recipe = recipeOf(ids);
      if (recipe) act(recipe);
    };
    const suits = (ids: readonly string[]) => recipeOf(ids) !== undefined;
    return [
      {
        id: 'recall',
        group: 2,
        label: t('recall'),
        icon: RefreshCw,
        shortcut: 'recall',
        suits,
        run: withRecipe((recipe) => recall(recipe, 'all')),
      },
      {
        id: 'recallNewSeed',
        group: 2,
        label: t('recallNewSeed'),
        icon: Shuffle,
        shortcut: 'recallNewSeed',
        suits,
        run: withRecipe((recipe) => recall(recipe, 'newSeed')),
      },
      {
        id: 'recallPrompt',
        group: 2,
        label: t('recallPrompt'),
        icon: Quote,
        suits,
        run: withRecipe((recipe) => recall(recipe, 'prompt')),
      },
      {
        id: 'again',
        group: 2,
        label: t('again'),
        icon: Sparkles,
        suits,
        run: withRecipe((recipe) => void generateAgain(recipe)),
      },
    ] satisfies Command[];
  }, [t, recipeOf]);
}
