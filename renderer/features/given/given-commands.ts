import { Clapperboard, ImagePlus, Wand, WandSparkles } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Recipe } from '../../../contract/recipe.ts';
import { usePrompt } from '../../state/prompt.ts';
import { useView } from '../../state/view.ts';
import { useVideo } from '../video/video-state.ts';
import type { Command } from '../grid/command.ts';
import { beginWith, giveReferences } from './given-acts.ts';

export interface GivenWork {
  readonly sha256: string;
  readonly mime: string;
  readonly recipe: Recipe | null;
}

/** What pictures can be given for: to be changed, varied, gone by or moved. Nothing happens to films. */
export function useGivenCommands(
  worksOf: (ids: readonly string[]) => readonly GivenWork[],
): readonly Command[] {
  const { t } = useTranslation(['given', 'video']);
  return useMemo(() => {
    const pictures = (ids: readonly string[]) =>
      worksOf(ids).filter(({ mime }) => mime.startsWith('image/'));
    const first = (act: (work: GivenWork) => void) => (ids: readonly string[]) =>
      pictures(ids).slice(0, 1).forEach(act);
    return [
      {
        id: 'edit',
        group: 2,
        label: t('edit'),
        icon: WandSparkles,
        shortcut: 'editPicture',
        run: first(({ sha256, recipe }) => beginWith(sha256, 'edit', recipe)),
      },
      {
        id: 'vary',
        group: 2,
        label: t('vary'),
        icon: Wand,
        shortcut: 'varyPicture',
        run: first(({ sha256, recipe }) => beginWith(sha256, 'vary', recipe)),
      },
      {
        id: 'reference',
        group: 2,
        label: t('useAsReference'),
        icon: ImagePlus,
        run: (ids) => {
          giveReferences(pictures(ids).map(({ sha256 }) => sha256));
          usePrompt.getState().requestFocus();
        },
      },
      {
        id: 'animate',
        group: 2,
        label: t('video:animate'),
        icon: Clapperboard,
        shortcut: 'animate',
        run: first(({ sha256 }) => {
          useVideo.getState().set({ picture: sha256 });
          useView.getState().show('video');
        }),
      },
    ] satisfies Command[];
  }, [t, worksOf]);
}
