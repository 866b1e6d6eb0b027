import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import {
  EMBEDDING_LENGTH,
  type EmbeddingsAnswer,
  EmbeddingsBody,
} from '../../../contract/functions/pictures.ts';
import { asOperatorOrUser } from '../_shared/caller.ts';
import { vendorOf } from '../_shared/chat.ts';
import { rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { vendorFailure } from '../_shared/vendor-failure.ts';

const MODEL = 'text-embedding-3-small';

/** Numbers by which works of like meaning are found. The vendor takes many texts in one request. */
export default defineFunction({
  name: 'generate-embeddings',
  method: 'POST',
  body: EmbeddingsBody,
  ...asOperatorOrUser,
  async handle({ body, caller, request }): Promise<EmbeddingsAnswer> {
    if (body.action === 'text') {
      const [embedding = []] = await embed([body.text], request.signal);
      return { embedding, model: MODEL };
    }
    if (!caller.operator) throw new AtelierError('forbidden', 'Only operators do this.');
    return { embedded: await embedPending(body.limit, request.signal), model: MODEL };
  },
});

const Pending = z.array(
  z.object({ library_id: z.string(), source: z.string(), source_hash: z.string() }),
);

/** Cut off, the rest is still pending. */
async function embedPending(limit: number, signal: AbortSignal): Promise<number> {
  const client = serviceClient();
  const works = await rpc(client, 'pending_embeddings', { p_limit: limit }, Pending);
  if (works.length === 0) return 0;
  const embeddings = await embed(
    works.map(({ source }) => source.slice(0, 8_000)),
    signal,
  );
  for (const [nr, work] of works.entries()) {
    const args = {
      p_library: work.library_id,
      p_embedding: embeddings[nr],
      p_model: MODEL,
      p_source_hash: work.source_hash,
    };
    await rpc(client, 'record_embedding', args, z.unknown());
  }
  return works.length;
}

const Numbers = z.array(z.number()).length(EMBEDDING_LENGTH);

async function embed(input: string[], signal: AbortSignal): Promise<number[][]> {
  const { vendor, client, model } = vendorOf(MODEL);
  try {
    const request = { model, input, encoding_format: 'float' as const };
    const { data } = await client.embeddings.create(request, { signal });
    const inOrder = [...data].sort((a, b) => a.index - b.index);
    const parsed = z
      .array(Numbers)
      .length(input.length)
      .safeParse(inOrder.map((one) => one.embedding));
    if (parsed.success) return parsed.data;
    throw new AtelierError('provider_answer_invalid', `${vendor} answered other numbers.`);
  } catch (error) {
    throw vendorFailure(vendor, error);
  }
}
