import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import type { BatchBody } from '../../../contract/functions/pictures.ts';
import { Prompt } from '../../../contract/orders.ts';
import { read, serviceClient } from '../_shared/database.ts';
import { enqueue } from '../_shared/enqueue.ts';

type Start = Extract<z.output<typeof BatchBody>, { action: 'start' }>;
type Row = Start['rows'][number];

/**
 * Queues one order a row, since each row has a prompt of its own. The order's id is the item's, so the same batch sent
 * again repeats its orders (rule Q1) and goes on where it was cut off. An order that is refused stops it there.
 */
export async function startBatch(user: string, batch: Start): Promise<void> {
  const price = await priceOf(batch);
  if (price * batch.rows.length > batch.quote) {
    const credits = price * batch.rows.length;
    throw new AtelierError('conflict', 'The price has risen.', { credits });
  }
  // All prompts are made before the first order, so that a bad row stops the batch with nothing begun.
  const prompts = batch.rows.map((row, nr) => promptOf(batch, row, nr));
  await open(user, batch);
  for (const [nr, { itemId, jobId }] of batch.rows.entries()) {
    const order = { orderId: itemId, items: [{ itemId, jobId }], quote: price };
    await enqueue(user, order, {
      type: 'image',
      prompt: prompts[nr],
      model: batch.model,
      aspectRatio: batch.aspectRatio,
      count: 1,
      format: 'webp',
      quality: batch.quality,
      batchId: batch.batchId,
    });
  }
}

/** [FIRSTNAME] and the like: the row's own first, then those of the batch. One that nobody set is the creator's error. */
function promptOf({ prompt, tokens }: Start, row: Row, nr: number): string {
  const filled = prompt.replace(/\[([A-Z][A-Z0-9_]{0,39})\]/g, (_, name: string) => {
    const value = row.tokens[name] ?? tokens[name];
    if (value !== undefined) return value;
    throw new AtelierError('invalid_input', 'A token has no value.', { row: nr, token: name });
  });
  const parsed = Prompt.safeParse(filled);
  if (parsed.success) return parsed.data;
  throw new AtelierError('invalid_input', 'A prompt is empty or too long.', { row: nr });
}

async function priceOf({ model, quality }: Start): Promise<number> {
  const row = await read(
    serviceClient()
      .from('api_models')
      .select('prices')
      .eq('id', model)
      .eq('enabled', true)
      .maybeSingle(),
    z.object({ prices: z.record(z.string(), z.number()) }).nullable(),
  );
  const price = row?.prices[quality];
  if (price === undefined) throw new AtelierError('model_unavailable', 'No such model makes this.');
  return price;
}

const Kept = z.object({ user_id: z.string(), settings: z.unknown(), total: z.int() });

async function open(user: string, batch: Start): Promise<void> {
  const { prompt, model, quality, aspectRatio, tokens } = batch;
  const row = {
    id: batch.batchId,
    user_id: user,
    name: batch.name,
    model_id: model,
    settings: { prompt, quality, aspectRatio, tokens },
    total: batch.rows.length,
    spend_cap: batch.spendCap ?? null,
  };
  const { error } = await serviceClient().from('batch_jobs').insert(row);
  if (!error) return;
  if (error.code !== '23505') throw new Error(`batch_jobs: ${error.message}`);
  const kept = await read(
    serviceClient().from('batch_jobs').select('user_id, settings, total').eq('id', row.id).single(),
    Kept,
  );
  if (kept.user_id !== user || kept.total !== row.total) {
    throw new AtelierError('conflict', 'This id is another batch’s.');
  }
}
