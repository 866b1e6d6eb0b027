import { Copy, Hash, Images } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isVideo, type MediaType } from '../../../contract/media.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import type { Command } from '../grid/command.ts';
import { copyPicture, copyText } from './copy.ts';

interface CopiedWork {
  readonly sha256: string;
  readonly mime: MediaType;
  readonly recipe: Recipe | null;
}

/** What of works goes to the clipboard: of the first chosen one that has it. A picture before a film's still. */
export function useCopyCommands(
  worksOf: (ids: readonly string[]) => readonly CopiedWork[],
): readonly Command[] {
  const { t } = useTranslation('recipe');
  return useMemo(() => {
    const recipeOf = (ids: readonly string[]) =>
      worksOf(ids).find((work) => work.recipe !== null)?.recipe;
    const withRecipe = (act: (recipe: Recipe) => void) => (ids: readonly string[]) => {
      const recipe = recipeOf(ids);
      if (recipe) act(recipe);
    };
    return [
      {
        id: 'copyPicture',
        group: 3,
        label: t('copyPicture'),
        icon: Images,
        shortcut: 'copyPicture',
        run(ids) {
          const works = worksOf(ids);
          const picture = works.find(({ mime }) => !isVideo(mime)) ?? works[0];
          if (picture) void copyPicture(picture, works.length);
        },
      },
      {
        id: 'copyPrompt',
        group: 3,
        label: t('copyPrompt'),
        icon: Copy,
        shortcut: 'copyPrompt',
        suits: (ids) => Boolean(recipeOf(ids)),
        run: withRecipe((recipe) => void copyText(recipe.prompt, 'prompt')),
      },
      {
        id: 'copySeed',
        group: 3,
        label: t('copySeed'),
        icon: Hash,
        suits: (ids) => recipeOf(ids)?.seed !== undefined,
        run: withRecipe(({ seed }) => void (seed !== undefined && copyText(`${seed}`, 'seed'))),
      },
    ] satisfies Command[];
  }, [t, worksOf]);
}
