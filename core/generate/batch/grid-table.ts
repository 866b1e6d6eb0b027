import { type BatchPlan, cellsOf, type GridPlan } from '../../../contract/studio/batch.ts';
import { newId } from '../../system/ids.ts';
import type { Table } from '../table/read-table.ts';

/**
 * A grid as the table of its cells, a row each: page by page, row by row, left to right. All that a batch does with a
 * row holds for a cell then: it is ordered once, whenever this machine dies, and charged once. Pure but for the id.
 */
export function gridTable(plan: GridPlan): { table: Table; plan: BatchPlan } {
  const { axes } = plan;
  const columns = axes.map(({ use }) => {
    const name = use.kind === 'token' ? use.name : use.parameter;
    return { name, heading: name };
  });
  const rows = Array.from({ length: cellsOf(axes) }, (_, nr) => ({
    line: nr + 1,
    cells: valuesAt(axes, nr),
  }));
  return {
    table: { encoding: 'utf-8', delimiter: ',', columns, rows, problems: [] },
    plan: { ...plan, tableId: newId(), uses: axes.map(({ use }) => use) },
  };
}

/** What a cell has of each axis: the first changes fastest. */
function valuesAt(axes: GridPlan['axes'], cell: number): string[] {
  let rest = cell;
  return axes.map(({ values }) => {
    const value = values[rest % values.length] ?? '';
    rest = Math.floor(rest / values.length);
    return value;
  });
}
