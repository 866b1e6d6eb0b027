import { AtelierError } from '../../contract/errors.ts';
import type { Topic } from '../../contract/studio/events.ts';
import {
  DEFAULT_SETTINGS,
  type Account,
  type ProviderKey,
} from '../../contract/studio/settings.ts';
import type { OutboxEntry, SyncStatus } from '../../contract/studio/sync.ts';
import type { Model } from '../../contract/models.ts';
import type { ConflictRecord } from '../../contract/sync.ts';
import { failedOrders, runningOrders } from './orders.ts';
import { createLibraryCalls } from './library-calls.ts';
import { ago, collections, fakeId, results, SIZES, works } from './works.ts';

/** `full`: in the middle of work. `empty`: the first start. `errors`: everything that can be wrong. `starting`: no backend yet. */
export type ScenarioName = 'full' | 'empty' | 'errors' | 'starting' | 'many' | 'few';

type Calls = Record<string, (input: unknown) => unknown>;

const capabilities = {
  sizes: SIZES,
  qualities: ['standard'],
  formats: ['webp', 'png', 'jpeg'],
  seed: true,
  negativePrompt: false,
  maxCount: 10,
  maxPromptLength: 2_000,
} satisfies Model['capabilities'];

const model = (
  fields: Pick<Model, 'id' | 'provider' | 'name' | 'prices' | 'position'> & Partial<Model>,
) => ({
  vendorModel: fields.name,
  description: '',
  parameters: {},
  isAi: true,
  enabled: true,
  capabilities,
  keyMissing: true,
  ...fields,
});

const MODELS = [
  model({
    id: 'draft/painter',
    provider: 'draft',
    name: 'Draft',
    prices: { standard: 0 },
    position: 0,
    isAi: false,
  }),
  model({
    id: 'openai/gpt-image-1',
    provider: 'openai',
    name: 'GPT Image 1',
    prices: { draft: 1, standard: 4, high: 17 },
    position: 1,
    capabilities: {
      ...capabilities,
      sizes: { '1:1': SIZES['1:1'], '3:2': SIZES['3:2'], '2:3': SIZES['2:3'] },
      qualities: ['draft', 'standard', 'high'],
      seed: false,
    },
  }),
  model({
    id: 'replicate/flux-dev',
    provider: 'replicate',
    name: 'FLUX.1 dev',
    prices: { standard: 3 },
    position: 2,
    capabilities: { ...capabilities, negativePrompt: true, maxCount: 4 },
  }),
];

const CONFLICTS: ConflictRecord[] = [
  {
    id: fakeId(40, 0),
    table: 'user_library',
    rowId: fakeId(4, 0),
    field: 'custom_title',
    lost: 'Evening, first version',
    won: 'Evening on the coast',
    at: ago(60),
  },
  {
    id: fakeId(40, 1),
    table: 'user_library',
    rowId: fakeId(4, 1),
    field: 'is_favorite',
    lost: true,
    won: false,
    at: ago(65),
  },
];

const OUTBOX: OutboxEntry[] = [
  {
    id: fakeId(41, 0),
    kind: 'push',
    target: 'user_library',
    attempts: 0,
    setAside: false,
    error: null,
    createdAt: ago(3),
  },
  {
    id: fakeId(41, 1),
    kind: 'upload',
    target: 'user_library',
    attempts: 2,
    setAside: false,
    error: null,
    createdAt: ago(4),
  },
  {
    id: fakeId(41, 2),
    kind: 'push',
    target: 'user_collections',
    attempts: 1,
    setAside: true,
    error: { code: 'forbidden', message: '' },
    createdAt: ago(90),
  },
];

/** The answers of one scenario. State that a hand changes (settings, keys) is kept for the life of the page. */
export function createScenario(
  name: ScenarioName,
  emit: (topic: Topic) => void,
  overrides: Record<string, unknown>,
): Calls {
  const isEmpty = name === 'empty' || name === 'starting';
  const hasErrors = name === 'errors';
  let settings = { ...DEFAULT_SETTINGS, ...overrides };
  let keys: ProviderKey[] = [
    {
      provider: 'openai',
      isSet: hasErrors || name === 'full',
      hint: hasErrors || name === 'full' ? 'x7Qd' : null,
    },
    { provider: 'replicate', isSet: false, hint: null },
  ];
  let orders = isEmpty ? [] : hasErrors ? [...runningOrders(), ...failedOrders()] : runningOrders();
  const library = createLibraryCalls(
    {
      results: results(isEmpty ? 0 : name === 'many' ? 600 : name === 'few' ? 3 : 14),
      works: works(isEmpty ? 0 : name === 'many' ? 10_000 : name === 'few' ? 3 : 23),
      collections: isEmpty ? [] : collections(),
    },
    emit,
  );
  const account: Account = {
    connection: hasErrors
      ? { kind: 'supabase', url: 'https://abcdefgh.supabase.co', anonKey: 'x'.repeat(40) }
      : { kind: 'solo' },
    email: hasErrors ? 'marie.delacroix@example.org' : null,
    signedIn: true,
    balance: hasErrors ? 2 : 1_000,
    held: name === 'full' ? 8 : 0,
  };
  const status: SyncStatus = {
    state: name === 'starting' ? 'starting' : hasErrors ? 'offline' : 'idle',
    pending: hasErrors ? 2 : 0,
    setAside: 0,
    lastSyncedAt: isEmpty ? null : ago(2),
    error: hasErrors ? { code: 'offline', message: '' } : null,
  };
  const setKey = (isSet: boolean) => (input: unknown) => {
    const { provider, key } = input as { provider: ProviderKey['provider']; key?: string };
    keys = keys.map((entry) =>
      entry.provider === provider
        ? { provider, isSet, hint: isSet ? (key ?? '').slice(-4) : null }
        : entry,
    );
    emit('settings');
    return keys.find((entry) => entry.provider === provider);
  };
  return {
    'app.info': () => ({ version: '0.1.0', host: 'browser', firstStart: name === 'empty' }),
    'generate.models': () =>
      name === 'starting'
        ? []
        : MODELS.map((entry) => ({
            ...entry,
            keyMissing:
              entry.provider !== 'draft' &&
              !keys.some((key) => key.provider === entry.provider && key.isSet),
          })),
    'generate.quote': (input) => {
      const {
        model: id,
        count = 1,
        quality = 'standard',
      } = input as { model: string; count?: number; quality?: 'standard' };
      const perImage = MODELS.find((entry) => entry.id === id)?.prices[quality] ?? 0;
      return {
        credits: perImage * count,
        perImage,
        balance: account.balance,
        affordable: perImage * count <= account.balance,
      };
    },
    'generate.create': () => {
      if (hasErrors) throw new AtelierError('provider_unavailable', 'preview');
      const [order] = runningOrders();
      orders = order ? [{ ...order, id: fakeId(23, orders.length) }, ...orders] : orders;
      emit('orders');
      return orders[0];
    },
    'generate.orders': () => ({ items: orders, total: orders.length }),
    'generate.cancel': () => orders[0],
    'generate.retry': () => orders[0],
    'generate.dismiss': (input) => {
      orders = orders.filter(({ id }) => id !== (input as { orderId: string }).orderId);
      emit('orders');
    },
    ...(library as Calls),
    'settings.get': () => settings,
    'settings.update': (input) =>
      (settings = { ...settings, ...(input as Partial<typeof settings>) }),
    'settings.providerKeys': () => keys,
    'settings.setProviderKey': setKey(true),
    'settings.clearProviderKey': setKey(false),
    'account.get': () => account,
    'account.connect': () => {
      throw new AtelierError('unauthenticated', 'preview');
    },
    'account.disconnect': () => account,
    'sync.status': () => status,
    'sync.outbox': () => (hasErrors ? OUTBOX : []),
    'sync.retry': () => status,
    'sync.discard': () => status,
    'sync.conflicts': () => (hasErrors ? CONFLICTS : []),
    'sync.resolve': () => undefined,
  };
}
