import { useBatchPlace } from './batch-state.ts';
import { PlanBatch } from './plan-batch.tsx';
import { TableSource } from './table-source.tsx';

/** A table first, then what is made of it. */
export function NewBatch() {
  const table = useBatchPlace((state) => state.table);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-6">
      {table ? <PlanBatch key={table.id} table={table} /> : <TableSource />}
    </div>
  );
}
