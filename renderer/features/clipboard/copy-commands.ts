import { Copy, Hash, Images } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Recipe } from '../../../contract/recipe.ts';
import type { Command } from '../grid/command.ts';
import { copyPicture, copyText } from './copy.ts';

interface CopiedWork {
  readonly sha256: string;
  readonly mime: string;
  readonly recipe: Recipe | null;
}

/** What of works goes to the clipboard: of the first chosen one that has it. */
export function useCopyCommands(
  worksOf: (ids: readonly string[]) => readonly CopiedWork[],
): readonly Command[] {
  const { t } = useTranslation('recipe');
  return useMemo(() => {
    const withRecipe = (act: (recipe: Recipe) => void) => (ids: readonly string[]) => {
      const recipe = worksOf(ids).find((work) => work.recipe !== null)?.recipe;
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
          const picture = worksOf(ids).find(({ mime }) => mime.startsWith('image/'));
          if (picture) void copyPicture(picture.sha256);
        },
      },
      {
        id: 'copyPrompt',
        group: 3,
        label: t('copyPrompt'),
        icon: Copy,
        shortcut: 'copyPrompt',
        run: withRecipe((recipe) => void copyText(recipe.prompt, 'prompt')),
      },
      {
        id: 'copySeed',
        group: 3,
        label: t('copySeed'),
        icon: Hash,
        run: withRecipe(({ seed }) => void (seed !== undefined && copyText(`${seed}`, 'seed'))),
      },
    ] satisfies Command[];
  }, [t, worksOf]);
}
