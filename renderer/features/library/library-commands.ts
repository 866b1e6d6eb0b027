import {
  ClipboardList,
  Columns2,
  Expand,
  FileOutput,
  FolderInput,
  FolderMinus,
  Heart,
  ScanSearch,
  Star,
  Trash2,
  Undo2,
} from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Recipe } from '../../../contract/recipe.ts';
import { useCopyCommands } from '../clipboard/copy-commands.ts';
import { changeMembers } from '../collections/acts.ts';
import { useCollectionDialog } from '../collections/collection-dialog-state.ts';
import { compareWorks, MOST_COMPARED } from '../compare/compare-state.ts';
import { membersToTake } from '../collections/members.ts';
import { exportWorks } from '../export/export-state.ts';
import { recallForm } from '../generators/recall-form.ts';
import { useGivenCommands } from '../given/given-commands.ts';
import type { Command } from '../grid/command.ts';
import { useRecipeCommands } from '../recipe/recipe-commands.ts';
import { restoreWorks, trashWorks } from './acts.ts';
import { rate, setFavorite } from './edit-acts.ts';
import { knownWorks } from './known-works.ts';
import { useLibraryView } from './library-view.ts';
import { usePurge } from './purge-state.ts';

interface LibraryCommandsInput {
  readonly isTrash: boolean;
  /** The collection in view: works can be taken out of it. */
  readonly collection: { readonly id: string; readonly name: string } | undefined;
  readonly onOpen: (id: string) => void;
}

/** Everything that can be done to kept works, or to those in the trash. */
export function useLibraryCommands(input: LibraryCommandsInput): readonly Command[] {
  const { isTrash, onOpen } = input;
  const { t } = useTranslation(['library', 'compare', 'export', 'generators']);
  const recipe = useRecipeCommands(recipeOf);
  const given = useGivenCommands(knownWorks);
  const copy = useCopyCommands(knownWorks);
  const ask = usePurge((state) => state.ask);
  const id = input.collection?.id;
  const name = input.collection?.name ?? '';
  return useMemo(() => {
    const open: Command = {
      id: 'open',
      group: 0,
      label: t('commands.open'),
      icon: Expand,
      shortcut: 'open',
      run: (ids) => ids.slice(0, 1).forEach(onOpen),
    };
    if (isTrash) {
      return [
        open,
        {
          id: 'restore',
          group: 1,
          label: t('commands.restore'),
          icon: Undo2,
          shortcut: 'save',
          run: (ids) => void restoreWorks(ids),
        },
        {
          id: 'purge',
          group: 2,
          label: t('commands.purge'),
          icon: Trash2,
          shortcut: 'trash',
          isDanger: true,
          run: (ids) => ask(ids),
        },
      ];
    }
    const keep: Command[] = [
      {
        id: 'favorite',
        group: 1,
        label: t('commands.favorite'),
        icon: Heart,
        shortcut: 'favorite',
        run: toggleFavorite,
      },
      {
        id: 'addTo',
        group: 1,
        label: t('commands.addTo'),
        icon: FolderInput,
        shortcut: 'addTo',
        run: (ids) => useCollectionDialog.getState().open({ mode: 'pick', from: 'library', ids }),
      },
    ];
    keep.push({
      id: 'compare',
      group: 1,
      label: t('compare:command'),
      icon: Columns2,
      shortcut: 'compare',
      run: (ids) => compareWorks(knownWorks(ids.slice(0, MOST_COMPARED + 1)), ids.length),
    });
    keep.push({
      id: 'similar',
      group: 1,
      label: t('commands.similar'),
      icon: ScanSearch,
      run: (ids) => ids.slice(0, 1).forEach(findSimilar),
    });
    if (id !== undefined) {
      keep.push({
        id: 'takeOut',
        group: 1,
        label: t('commands.takeOut', { name }),
        icon: FolderMinus,
        run: (ids) => void changeMembers({ id, name }, membersToTake(id, ids), false),
      });
    }
    keep.push({
      id: 'export',
      group: 1,
      label: t('export:command'),
      icon: FileOutput,
      shortcut: 'export',
      run: exportWorks,
    });
    return [
      open,
      ...keep,
      ...RATINGS.map((rating) => rateCommand(t, rating)),
      ...given,
      ...recipe,
      formAgain(t),
      ...copy,
      trash(t),
    ];
  }, [t, recipe, given, copy, isTrash, id, name, onOpen, ask]);
}

const findSimilar = (id: string) => useLibraryView.getState().addTerm('like', id);

const RATINGS = [0, 1, 2, 3, 4, 5] as const;

function rateCommand(t: Translate, rating: (typeof RATINGS)[number]): Command {
  return {
    id: `rate${rating}`,
    group: 1,
    label: t('commands.rate', { count: rating }),
    icon: Star,
    shortcut: `rate${rating}`,
    isKeyOnly: true,
    run: (ids) => void rate(ids, rating),
  };
}

type Translate = ReturnType<
  typeof useTranslation<['library', 'compare', 'export', 'generators']>
>['t'];

/** Works of one order share its id, which leads back to the form. */
function formAgain(t: Translate): Command {
  return {
    id: 'recallForm',
    group: 2,
    label: t('generators:recallForm'),
    icon: ClipboardList,
    suits: (ids) => knownWorks(ids).some(({ stackId }) => stackId),
    run: (ids) => void recallForm(knownWorks(ids).find(({ stackId }) => stackId)?.stackId),
  };
}

function trash(t: Translate): Command {
  return {
    id: 'trash',
    group: 4,
    label: t('commands.trash'),
    icon: Trash2,
    shortcut: 'trash',
    isDanger: true,
    run: (ids) => void trashWorks(ids),
  };
}

function recipeOf(ids: readonly string[]): Recipe | undefined {
  return knownWorks(ids).find((work) => work.recipe !== null)?.recipe ?? undefined;
}

/** All become favourites, unless all are: then none is. */
function toggleFavorite(ids: readonly string[]): void {
  const works = knownWorks(ids);
  void setFavorite(works, !works.every(({ isFavorite }) => isFavorite));
}
