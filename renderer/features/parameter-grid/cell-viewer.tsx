import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Batch,
  type GridAxes,
  MAX_GRID_CELLS,
  type RowWork,
} from '../../../contract/studio/batch.ts';
import { query } from '../../data/query.ts';
import type { Command } from '../grid/command.ts';
import type { GridSource } from '../grid/source.ts';
import { useCopyCommands } from '../clipboard/copy-commands.ts';
import { useRecipeCommands } from '../recipe/recipe-commands.ts';
import { createSelection } from '../selection/selection-store.ts';
import { Viewer } from '../viewer/viewer.tsx';
import { useViewer } from '../viewer/viewer-state.ts';
import type { ViewedWork } from '../viewer/viewed-work.ts';
import { saveResults } from '../workspace/acts.ts';
import { useAxisWords } from './use-axis-words.ts';
import { useOpenGrid } from './use-open-grid.ts';

const store = createSelection();
const workOf = ({ result, work }: RowWork): ViewedWork | undefined => result ?? work ?? undefined;

/** The works of a grid's cells, in their order. */
export function useCellWorks(batchId: string): readonly RowWork[] {
  return useQuery(query('batch.works', { id: batchId, limit: MAX_GRID_CELLS })).data ?? NO_WORKS;
}

const NO_WORKS: readonly RowWork[] = [];

/** A cell of the open grid over the screen: left and right go along its row, up and down along its column. */
export function CellViewer() {
  const { open } = useOpenGrid();
  return open?.axes ? <Cells key={open.id} batch={open} axes={open.axes} /> : null;
}

function Cells({ batch, axes }: { batch: Batch; axes: GridAxes }) {
  const works = useCellWorks(batch.id);
  const placeOf = usePlaceOf(axes);
  const commands = useCellCommands(works);
  const source = useMemo(() => sourceOf(works), [works]);
  useFocusBack();
  return (
    <Viewer
      source={source}
      store={store}
      commands={commands}
      workOf={workOf}
      placeOf={placeOf}
      columns={axes[0]?.values.length ?? 1}
    />
  );
}

/** Its value on each axis: what tells a cell from the others. */
export function usePlaceOf(axes: GridAxes): (cell: Pick<RowWork, 'number'>) => string {
  const words = useAxisWords();
  return ({ number }) => {
    let rest = number - 1;
    const values = axes.map(({ use, values }) => {
      const value = values[rest % values.length] ?? '';
      rest = Math.floor(rest / values.length);
      return words.label(use, value);
    });
    return values.join(' · ');
  };
}

function sourceOf(works: readonly RowWork[]): GridSource<RowWork> {
  const idOf = (cell: RowWork) => workOf(cell)?.id ?? `${cell.number}`;
  return {
    count: works.length,
    itemAt: (index) => works[index],
    idOf,
    indexOf: (id) => works.findIndex((cell) => idOf(cell) === id),
    // All of them are here.
    request: () => undefined,
    allIds: () => Promise.resolve(works.map(idOf)),
  };
}

function useCellCommands(works: readonly RowWork[]): readonly Command[] {
  const { t } = useTranslation('workspace');
  const worksOf = useCallback(
    (ids: readonly string[]) =>
      works
        .map(workOf)
        .filter((work) => work !== undefined)
        .filter(({ id }) => ids.includes(id)),
    [works],
  );
  const recipeOf = useCallback(
    (ids: readonly string[]) => worksOf(ids)[0]?.recipe ?? undefined,
    [worksOf],
  );
  const recipe = useRecipeCommands(recipeOf);
  const copy = useCopyCommands(worksOf);
  return useMemo(
    () => [
      {
        id: 'save',
        group: 1,
        label: t('commands.save'),
        icon: Download,
        shortcut: 'save' as const,
        // One that is kept is no result any more.
        run: (ids) => {
          const results = new Set(works.map(({ result }) => result?.id));
          void saveResults(ids.filter((id) => results.has(id)));
        },
      },
      ...recipe,
      ...copy,
    ],
    [t, works, recipe, copy],
  );
}

/** The focus goes back to the cell that was looked at last. */
function useFocusBack(): void {
  const id = useViewer((viewer) => viewer.id);
  const last = useRef<string | null>(null);
  useEffect(() => {
    if (id === null && last.current !== null) {
      document.querySelector<HTMLElement>(`[data-cell="${last.current}"]`)?.focus();
    }
    last.current = id;
  }, [id]);
}
