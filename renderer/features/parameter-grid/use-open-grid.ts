import { useQuery } from '@tanstack/react-query';
import type { Batch } from '../../../contract/studio/batch.ts';
import { query } from '../../data/query.ts';
import { useGrid } from './grid-state.ts';

/** All grids, newest first, and the one that is looked at. */
export function useOpenGrid(): { grids: readonly Batch[]; open: Batch | undefined } {
  const openId = useGrid((state) => state.openId);
  const { data: batches = [] } = useQuery(query('batch.list'));
  const grids = batches.filter(({ axes }) => axes !== null);
  return { grids, open: grids.find(({ id }) => id === openId) ?? grids[0] };
}
