import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { ModelCapabilities, type ProviderId } from '../../contract/models.ts';
import { AddressedProvider, addressIn, type ProviderKeys } from '../../contract/provider-access.ts';
import type { Log } from '../../core/system/log.ts';
import { vendorAddresses } from '../../core/system/vendor-addresses.ts';
import { modelsOf as checkpoints } from '../providers/comfyui/models.ts';
import { modelsOf as drawing } from '../providers/openai-compatible/models.ts';
import { type OwnModel, slugOf } from '../providers/own-model.ts';
import { askProvider } from '../../core/system/ask-provider.ts';

/** Behind everything that is paid for, in the order in which the servers list them. */
const POSITION = { 'openai-compatible': 100, comfyui: 200 } as const;
const READ: Readonly<Record<AddressedProvider, (names: readonly string[]) => OwnModel[]>> = {
  'openai-compatible': drawing,
  comfyui: checkpoints,
};

export interface OwnModels {
  /** Looks at the servers whose address or key is new; settles when their models are rows. Never rejects. */
  follow(keys: ProviderKeys): Promise<void>;
}

/**
 * Keeps the models of a creator's own servers as rows of `api_models`, so that they are chosen, priced (nothing) and
 * queued like any other. A server that is away keeps its models; one whose address is forgotten loses them.
 */
export function createOwnModels(
  backend: { url: string; serviceRoleKey: string },
  { log, changed }: { log: Log; changed: () => void },
): OwnModels {
  const client = createClient(backend.url, backend.serviceRoleKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const addresses = vendorAddresses();
  const seen = new Map<ProviderId, string>();
  let turn = Promise.resolve();

  async function look(keys: ProviderKeys): Promise<void> {
    for (const provider of AddressedProvider.options) {
      const address = addressIn(keys, provider) ?? addresses[provider];
      const entered = JSON.stringify([address, keys[provider]]);
      if (seen.get(provider) === entered) continue;
      // At the first look nothing was entered and there is nothing to forget.
      if (address === undefined && !seen.has(provider)) continue;
      seen.set(provider, entered);
      const models = address === undefined ? [] : await listed(provider, keys);
      if (models && (await store(client, provider, models))) changed();
    }
  }

  async function listed(
    provider: AddressedProvider,
    keys: ProviderKeys,
  ): Promise<OwnModel[] | undefined> {
    const { problem, models } = await askProvider(provider, keys, { fetch, addresses });
    if (problem === null) return READ[provider](models);
    log.warn('the models of an own server could not be read', { provider, problem });
    // Asked again with the next message, which also comes with the next start.
    seen.delete(provider);
    return undefined;
  }

  return {
    follow(keys) {
      turn = turn
        .then(() => look(keys))
        .catch((error: unknown) => log.error('own models were not kept', { error }));
      return turn;
    },
  };
}

/** Answers whether anything is otherwise than before. */
async function store(
  client: SupabaseClient,
  provider: AddressedProvider,
  models: readonly OwnModel[],
): Promise<boolean> {
  const rows = new Map(
    models.flatMap((model, nr) => {
      const slug = slugOf(model.vendorModel);
      if (slug === '') return [];
      const id = `${provider}/${slug}`;
      const row = {
        id,
        provider,
        vendor_model: model.vendorModel,
        task: 'image',
        name: model.name.slice(0, 200),
        description: '',
        capabilities: ModelCapabilities.parse(model.capabilities),
        prices: { standard: 0 },
        parameters: model.parameters,
        is_ai: true,
        enabled: true,
        position: POSITION[provider] + nr,
      };
      return [[id, row] as const];
    }),
  );
  const before = await client
    .from('api_models')
    .select('id')
    .eq('provider', provider)
    .eq('enabled', true);
  if (before.error) throw new Error(before.error.message);
  const gone = before.data.map(({ id }) => String(id)).filter((id) => !rows.has(id));
  if (gone.length > 0) {
    // Orders name it still, so it is switched off and not deleted.
    const { error } = await client.from('api_models').update({ enabled: false }).in('id', gone);
    if (error) throw new Error(error.message);
  }
  if (rows.size > 0) {
    const { error } = await client.from('api_models').upsert([...rows.values()]);
    if (error) throw new Error(error.message);
  }
  return gone.length > 0 || rows.size > before.data.length - gone.length;
}
