import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { EMBEDDING_LENGTH, packEmbedding } from '../../../contract/embedding.ts';
import { type EmbeddingsAnswer, EmbeddingsBody } from '../../../contract/functions/pictures.ts';
import { asOperatorOrUser } from '../_shared/caller.ts';
import { vendorOf } from '../_shared/chat.ts';
import { rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { vendorFailure } from '../_shared/vendor-failure.ts';

const MODEL = 'text-embedding-3-small';
/** As long as a function may take. */
const LONGEST_MS = 120_000;

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
    if (body.action === 'works') {
      if (caller.user === null) throw new AtelierError('forbidden', 'Only of works of one’s own.');
      return { works: await ofWorks(caller.user, body.libraryIds), model: MODEL };
    }
    if (!caller.operator) throw new AtelierError('forbidden', 'Only operators do this.');
    return { embedded: await embedPending(body.limit, request.signal), model: MODEL };
  },
});

const Own = z.array(
  z.object({
    library_id: z.string(),
    source: z.string(),
    source_hash: z.string(),
    embedding: z.array(z.number()).nullable(),
    is_kept: z.boolean(),
  }),
);

/** It goes on when the caller goes away: the vendor is paid either way, and the works keep what it said. */
async function ofWorks(p_user: string, p_libraries: readonly string[]) {
  const client = serviceClient();
  const works = await rpc(client, 'own_embeddings', { p_user, p_libraries }, Own);
  const known = new Map(works.map((work) => [work.source_hash, work.embedding]));
  const asked = new Map(
    works.flatMap(({ source_hash, source }) =>
      known.get(source_hash) ? [] : [[source_hash, source.slice(0, 8_000)]],
    ),
  );
  if (asked.size > 0) {
    const numbers = await embed([...asked.values()], AbortSignal.timeout(LONGEST_MS));
    [...asked.keys()].forEach((hash, at) => known.set(hash, numbers[at] ?? null));
  }
  const answered = [];
  for (const { library_id: libraryId, source_hash, is_kept } of works) {
    const embedding = known.get(source_hash);
    if (!embedding) continue;
    const kept = { p_embedding: embedding, p_model: MODEL, p_source_hash: source_hash };
    if (!is_kept) {
      await rpc(client, 'record_embedding', { p_library: libraryId, ...kept }, z.unknown());
    }
    answered.push({ libraryId, packed: base64(packEmbedding(embedding)) });
  }
  return answered;
}

function base64(bytes: Int8Array): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes.buffer)));
}

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
