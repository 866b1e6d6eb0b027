import Replicate from 'replicate';
import { AtelierError } from '../../../contract/errors.ts';
import { lineOf } from '../_shared/chat.ts';
import type { VendorId } from '../_shared/chat-vendors.ts';
import { secret, setting } from '../_shared/env.ts';
import { vendorFailure } from '../_shared/vendor-failure.ts';

const TIMEOUT_MS = 20_000;

/** Whether the vendor knows this model and our key; costs nothing. Answers the vendor's own name of it. */
export async function connect(
  provider: string,
  model: string,
  signal: AbortSignal,
): Promise<string> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  switch (provider) {
    case 'draft': {
      return model;
    }
    case 'openai':
    case 'mistral':
    case 'google':
    case 'openai-compatible': {
      return listed(provider, model, limited);
    }
    case 'replicate': {
      return replicate(model, limited);
    }
    default: {
      throw new AtelierError('not_available', 'This backend cannot ask this vendor.', { provider });
    }
  }
}

async function listed(id: VendorId, model: string, signal: AbortSignal): Promise<string> {
  const { vendor, client } = lineOf(id, model);
  try {
    return (await client.models.retrieve(model, { signal })).id;
  } catch (error) {
    throw vendorFailure(vendor, error);
  }
}

async function replicate(model: string, signal: AbortSignal): Promise<string> {
  const client = new Replicate({
    auth: secret('REPLICATE_API_TOKEN', 'Replicate'),
    baseUrl: setting('REPLICATE_BASE_URL'),
  });
  const [owner = '', name = ''] = model.split(':', 1)[0]?.split('/') ?? [];
  try {
    const found = await client.models.get(owner, name, { signal });
    return `${found.owner}/${found.name}`;
  } catch (error) {
    const { response } = error as { response?: { status?: number } };
    throw vendorFailure('Replicate', response ? { status: response.status } : error);
  }
}
