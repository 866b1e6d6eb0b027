import { ClipboardList, Columns2, Download, Expand, FolderInput, Trash2 } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkspaceAsset } from '../../../contract/assets.ts';
import { useCopyCommands } from '../clipboard/copy-commands.ts';
import { useCollectionDialog } from '../collections/collection-dialog-state.ts';
import { compareWorks } from '../compare/compare-state.ts';
import { recallForm } from '../generators/recall-form.ts';
import { useGivenCommands } from '../given/given-commands.ts';
import type { Command } from '../grid/command.ts';
import { useRecipeCommands } from '../recipe/recipe-commands.ts';
import { discardResults, saveResults } from './acts.ts';

interface ResultCommandsInput {
  /** Undefined for a job, and for a result that was not fetched yet. */
  readonly assetOf: (id: string) => WorkspaceAsset | undefined;
  readonly isJob: (id: string) => boolean;
  readonly onOpen: (id: string) => void;
}

/** Everything that can be done to results. */
export function useResultCommands({
  assetOf,
  isJob,
  onOpen,
}: ResultCommandsInput): readonly Command[] {
  const { t } = useTranslation(['workspace', 'compare', 'generators']);
  const recipeOf = useCallback(
    (ids: readonly string[]) => ids.map(assetOf).find((asset) => asset !== undefined)?.recipe,
    [assetOf],
  );
  const worksOf = useCallback(
    (ids: readonly string[]) => ids.map(assetOf).filter((asset) => asset !== undefined),
    [assetOf],
  );
  const recipe = useRecipeCommands(recipeOf);
  const given = useGivenCommands(worksOf);
  const copy = useCopyCommands(worksOf);
  return useMemo(() => {
    /** Jobs can be chosen like results, but nothing is done to them. */
    const results = (ids: readonly string[]) => ids.filter((id) => !isJob(id));
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
        id: 'compare',
        group: 1,
        label: t('compare:command'),
        icon: Columns2,
        shortcut: 'compare',
        run: (ids) => {
          const works = results(ids).map(assetOf);
          compareWorks(
            works.filter((work) => work !== undefined),
            works.length,
          );
        },
      },
      ...given,
      ...recipe,
      {
        id: 'recallForm',
        group: 2,
        label: t('generators:recallForm'),
        icon: ClipboardList,
        run: (ids) => void recallForm(ids.map(assetOf).find((asset) => asset)?.orderId),
      },
      ...copy,
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
  }, [t, recipe, given, copy, isJob, assetOf, onOpen]);
}
