import { z } from 'zod';
import { Model } from '../../contract/models.ts';
import { replaceModels } from '../library/models.ts';
import { readEach } from '../library/read-each.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import { readAnswer, restFailure } from './failure.ts';
import type { Session } from './session.ts';

const COLUMNS =
  'id, provider, task, vendorModel:vendor_model, name, description, capabilities, prices, parameters, isAi:is_ai, enabled, position';

/** Mirrors `api_models`, so that models are known offline. A model that this program cannot read is left out. */
export async function mirrorModels(deps: SyncDeps, session: Session): Promise<void> {
  const { data, error, status } = await session.client
    .from('api_models')
    .select(COLUMNS)
    .eq('enabled', true)
    .order('position')
    // Sync has its own patience.
    .retry(false);
  if (error) throw restFailure(status, error);
  const models = readEach(
    readAnswer(z.array(z.unknown()), data),
    (row) => Model.safeParse(row).data,
    { log: deps.log, of: 'api_models' },
  );
  if (replaceModels(deps.db, models)) deps.hooks.changed('models');
}
