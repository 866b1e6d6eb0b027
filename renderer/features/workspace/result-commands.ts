import {
  Copy,
  Download,
  Expand,
  FolderInput,
  Hash,
  RefreshCw,
  Shuffle,
  Sparkles,
  Trash2,
} from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkspaceAsset } from '../../../contract/assets.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import { useCollectionDialog } from '../collections/collection-dialog-state.ts';
import type { Command } from '../grid/command.ts';
import { discardResults, saveResults } from './acts.ts';
import { copyText, generateAgain, recall } from './recipe-acts.ts';

interface ResultCommandsInput {
  /** Undefined for a job, and for a result that was not fetched yet. */
  readonly assetOf: (id: string) => WorkspaceAsset | undefined;
  readonly isJob: (id: string) => boolean;
  readonly onOpen: (id: string) => void;
}

/** Everything that can be done to results. Those about one recipe take that of the first work they are given. */
export function useResultCommands({
  assetOf,
  isJob,
  onOpen,
}: ResultCommandsInput): readonly Command[] {
  const { t } = useTranslation('workspace');
  return useMemo(() => {
    /** Jobs can be chosen like results, but nothing is done to them. */
    const results = (ids: readonly string[]) => ids.filter((id) => !isJob(id));
    const withRecipe = (act: (recipe: Recipe) => void) => (ids: readonly string[]) => {
      const recipe = ids.map(assetOf).find((asset) => asset !== undefined)?.recipe;
      if (recipe) act(recipe);
    };
    return [
      {
        id: 'open',
        group: 0,
        label: t('commands.open'),
        icon: Expand,
        shortcut: 'open',
        run: (ids) => results(ids).slice(0, 1).forEach(onOpen),
      },
      {
        id: 'save',
        group: 1,
        label: t('commands.save'),
        icon: Download,
        shortcut: 'save',
        run: (ids) => void saveResults(results(ids)),
      },
      {
        id: 'saveTo',
        group: 1,
        label: t('commands.saveTo'),
        icon: FolderInput,
        shortcut: 'addTo',
        run: (ids) =>
          useCollectionDialog
            .getState()
            .open({ mode: 'pick', from: 'workspace', ids: results(ids) }),
      },
      {
        id: 'recall',
        group: 2,
        label: t('commands.recall'),
        icon: RefreshCw,
        shortcut: 'recall',
        run: withRecipe((recipe) => recall(recipe, true)),
      },
      {
        id: 'recallNewSeed',
        group: 2,
        label: t('commands.recallNewSeed'),
        icon: Shuffle,
        shortcut: 'recallNewSeed',
        run: withRecipe((recipe) => recall(recipe, false)),
      },
      {
        id: 'again',
        group: 2,
        label: t('commands.again'),
        icon: Sparkles,
        run: withRecipe((recipe) => void generateAgain(recipe)),
      },
      {
        id: 'copyPrompt',
        group: 3,
        label: t('commands.copyPrompt'),
        icon: Copy,
        shortcut: 'copyPrompt',
        run: withRecipe((recipe) => void copyText(recipe.prompt, 'prompt')),
      },
      {
        id: 'copySeed',
        group: 3,
        label: t('commands.copySeed'),
        icon: Hash,
        run: withRecipe(
          (recipe) => void (recipe.seed !== undefined && copyText(`${recipe.seed}`, 'seed')),
        ),
      },
      {
        id: 'discard',
        group: 4,
        label: t('commands.discard'),
        icon: Trash2,
        shortcut: 'trash',
        isDanger: true,
        run: (ids) => void discardResults(results(ids)),
      },
    ] satisfies Command[];
  }, [t, assetOf, isJob, onOpen]);
}
