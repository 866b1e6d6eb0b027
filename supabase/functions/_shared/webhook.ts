import { z } from 'zod';
import type { WebhookAnswer } from '../../../contract/functions/operations.ts';
import { rpc, serviceClient } from './database.ts';

export interface Delivery {
  source: string;
  id: string;
  signedAt: Date;
}

/**
 * Acts on a verified webhook and notes its id (rule Q10). `act` must be repeatable: it comes before the note, so a
 * delivery that broke off is acted on when it is sent again. One that is noted already changes nothing.
 */
export async function receive(
  { source, id, signedAt }: Delivery,
  act: () => Promise<void>,
): Promise<WebhookAnswer> {
  await act();
  const args = { p_source: source, p_id: id, p_signed_at: signedAt.toISOString() };
  const first = await rpc(serviceClient(), 'accept_webhook', args, z.boolean());
  return { received: true, duplicate: !first };
}
