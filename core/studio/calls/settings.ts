import { AtelierError } from '../../../contract/errors.ts';
import type { ProviderId } from '../../../contract/models.ts';
import { readSettings, updateSettings } from '../../library/settings.ts';
import type { CallContext, Implementer } from '../call-context.ts';
import { takesKey } from '../provider-keys.ts';

export function settingsCalls(os: Implementer['settings'], studio: CallContext) {
  const open = () => studio.account().context;

  function withKey(provider: ProviderId): ProviderId {
    if (takesKey(provider)) return provider;
    throw new AtelierError('invalid_input', 'This provider takes no key.', { field: 'provider' });
  }

  return {
    get: os.get.handler(() => readSettings(open().db)),
    update: os.update.handler(({ input }) => updateSettings(open(), input)),
    providerKeys: os.providerKeys.handler(() => studio.keys.list()),
    setProviderKey: os.setProviderKey.handler(async ({ input }) => {
      const key = await studio.keys.set(withKey(input.provider), input.key);
      studio.events.changed('settings', 'models');
      return key;
    }),
    clearProviderKey: os.clearProviderKey.handler(async ({ input }) => {
      const key = await studio.keys.clear(withKey(input.provider));
      studio.events.changed('settings', 'models');
      return key;
    }),
    providerAddresses: os.providerAddresses.handler(() => studio.keys.addresses()),
    setProviderAddress: os.setProviderAddress.handler(async ({ input }) => {
      const place = await studio.keys.setAddress(input.provider, input.address);
      studio.events.changed('settings', 'models');
      return place;
    }),
    testProvider: os.testProvider.handler(({ input }) => studio.testProvider(input.provider)),
  };
}
