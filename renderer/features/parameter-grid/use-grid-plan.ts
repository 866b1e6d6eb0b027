import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import {
  cellsOf,
  GridAxes,
  type GridPlanInput,
  MAX_AXIS_VALUES,
  MAX_GRID_CELLS,
} from '../../../contract/studio/batch.ts';
import { query } from '../../data/query.ts';
import { chooseModel, type OfferedModel } from '../prompt/form.ts';
import { useFilling } from '../tokens/token-choice.ts';
import {
  type AxisKind,
  type AxisUse,
  keyOf,
  kindOf,
  sourceModeOf,
  usesOf,
  valuesOf,
} from './axis-values.ts';
import { useGrid } from './grid-state.ts';

export interface DraftedAxis {
  readonly use: AxisUse | undefined;
  readonly kind: AxisKind | undefined;
  readonly values: readonly string[];
}

/** What the form says, as a plan; null while it is none, with the reason. */
export function useGridPlan(models: readonly OfferedModel[]) {
  const { prompt, model: wished, axes, source, lora } = useGrid();
  const filling = useFilling();
  const model = chooseModel(models, wished);
  const uses = model ? usesOf(model, prompt) : [];
  const drafted = axes.map((draft): DraftedAxis => {
    const use = uses.find((one) => keyOf(one) === draft.use);
    const kind = use && model && kindOf(use, model, models);
    return { use, kind, values: kind ? valuesOf(draft, kind) : [] };
  });
  const { data: grid } = GridAxes.safeParse(drafted);
  const plan: GridPlanInput | null =
    model && grid
      ? {
          prompt,
          model: model.id,
          axes: grid,
          tokens: [...(filling.set?.tokens ?? [])],
          ...startOf(model, source, lora),
        }
      : null;
  // Typing is not held up by two hundred cells.
  const settled = useDeferredValue(plan);
  const check = useQuery({
    ...query('batch.checkGrid', settled ?? NONE),
    enabled: settled !== null,
    placeholderData: (before) => before,
  });
  const isOld = check.isPlaceholderData || settled !== plan;
  return { model, uses, drafted, plan, problem: problemOf(drafted, prompt), check, isOld };
}

/** What all pictures begin with, as far as the model takes it. */
function startOf(
  model: OfferedModel,
  image: string | null,
  lora: string,
): Pick<GridPlanInput, 'source' | 'loras'> {
  const mode = sourceModeOf(model);
  const id = lora.trim();
  return {
    ...(image !== null && mode && { source: { image, mode } }),
    ...(id !== '' && model.capabilities.maxLoras > 0 && { loras: [{ id }] }),
  };
}

/** Never asked: only the type wants one. */
const NONE: GridPlanInput = { model: '-', axes: [] };

/** The first thing that is amiss with the prompt or the axes themselves; null where nothing is. */
function problemOf(
  axes: readonly DraftedAxis[],
  prompt: string,
): 'unwritten' | 'unchosen' | 'few' | 'many' | 'twice' | 'cells' | null {
  const isWritten = axes.some(({ use }) => use?.kind === 'parameter' && use.parameter === 'prompt');
  if (!isWritten && prompt.trim() === '') return 'unwritten';
  if (axes.some(({ use }) => !use)) return 'unchosen';
  if (new Set(axes.map(({ use }) => use && keyOf(use))).size < axes.length) return 'twice';
  if (axes.some(({ values }) => values.length < 2)) return 'few';
  if (axes.some(({ values }) => values.length > MAX_AXIS_VALUES)) return 'many';
  return cellsOf(axes.map(({ values }) => ({ values: [...values] }))) > MAX_GRID_CELLS
    ? 'cells'
    : null;
}
