import { AtelierError } from '../../contract/errors.ts';
import type { RenderContext } from './provider.ts';

/** Where the creator's own server answers. Throws `provider_key_missing` where no address is set. */
export function addressOf({ baseUrl }: RenderContext, server: string): string {
  if (baseUrl !== undefined) return baseUrl;
  throw new AtelierError('provider_key_missing', `No address of ${server} is set.`, {
    field: 'address',
  });
}
