import { z } from 'zod';
import type { Caller } from '../gateway/service.ts';
import { parseSizeLimit } from './limits.ts';
import { checkBucketName } from './names.ts';
import { StorageError, noSuchBucket } from './storage-error.ts';
import type { StorageParts } from './upload.ts';

const SizeLimit = z.union([z.number().nonnegative(), z.string()]).nullish();
const MimeTypes = z.array(z.string().max(255)).nullish();

const NewBucket = z.object({
  id: z.string().optional(),
  name: z.string(),
  public: z.boolean().nullish(),
  file_size_limit: SizeLimit,
  allowed_mime_types: MimeTypes,
  type: z.enum(['STANDARD', 'ANALYTICS', 'VECTOR']).nullish(),
});
const BucketChange = z.object({
  public: z.boolean().nullish(),
  file_size_limit: SizeLimit,
  allowed_mime_types: MimeTypes,
});

const COLUMNS = `id, name, owner, public, file_size_limit::float8 as file_size_limit, allowed_mime_types, created_at,
  updated_at`;

/** `/bucket` and below. The caller's policies on storage.buckets decide; without any, only the service role passes. */
export async function answerBuckets(
  parts: StorageParts,
  method: string,
  path: readonly string[],
  body: unknown,
  query: URLSearchParams,
  caller: Caller,
): Promise<Response> {
  const [id, action] = path;
  if (id === undefined) {
    if (method === 'GET') return Response.json(await listBuckets(parts, query, caller));
    if (method === 'POST') return Response.json(await createBucket(parts, body, caller));
  } else if (action === 'empty' && method === 'POST') {
    return Response.json(await emptyBucket(parts, id, caller));
  } else if (action === undefined) {
    if (method === 'GET') return Response.json(await getBucket(parts, id, caller));
    if (method === 'PUT') return Response.json(await updateBucket(parts, id, body, caller));
    if (method === 'DELETE') return Response.json(await deleteBucket(parts, id, caller));
  }
  throw new StorageError(404, 'not_found', 'Route not found');
}

const BUCKET_ORDER = new Set(['id', 'name', 'created_at', 'updated_at']);

async function listBuckets({ engine }: StorageParts, query: URLSearchParams, caller: Caller) {
  const column = query.get('sortColumn') ?? 'name';
  const order = BUCKET_ORDER.has(column) ? column : 'name';
  const direction = query.get('sortOrder') === 'desc' ? 'desc' : 'asc';
  const number = (name: string) =>
    z.coerce.number().int().min(0).nullable().catch(null).parse(query.get(name));
  return engine.transaction(caller.context, async (tx) => {
    const { rows } = await tx.query(
      `select ${COLUMNS}, type::text from storage.buckets
        where strpos(lower(name), lower($1)) > 0 order by ${order} ${direction} limit $2 offset $3`,
      [query.get('search') ?? '', number('limit') || null, number('offset') ?? 0],
    );
    return rows;
  });
}

async function getBucket({ engine }: StorageParts, id: string, caller: Caller) {
  return engine.transaction(caller.context, async (tx) => {
    const { rows } = await tx.query(`select ${COLUMNS} from storage.buckets where id = $1`, [id]);
    if (!rows[0]) throw noSuchBucket();
    return rows[0];
  });
}

async function createBucket({ engine }: StorageParts, body: unknown, caller: Caller) {
  const bucket = NewBucket.parse(body);
  const name = checkBucketName(bucket.name);
  const owner = typeof caller.context.claims.sub === 'string' ? caller.context.claims.sub : null;
  await engine.transaction(caller.context, (tx) =>
    tx.query(
      `insert into storage.buckets (id, name, owner, owner_id, public, file_size_limit, allowed_mime_types, type)
       values ($1, $2, $3, $4, $5, $6, $7, $8::storage.buckettype)`,
      [
        checkBucketName(bucket.id ?? name),
        name,
        caller.userId,
        owner,
        bucket.public ?? false,
        parseSizeLimit(bucket.file_size_limit),
        bucket.allowed_mime_types ?? null,
        bucket.type ?? 'STANDARD',
      ],
    ),
  );
  return { name };
}

async function updateBucket({ engine }: StorageParts, id: string, body: unknown, caller: Caller) {
  const change = BucketChange.parse(body);
  // What is absent stays; null takes a limit away.
  const { affected } = await engine.transaction(caller.context, (tx) =>
    tx.query(
      `update storage.buckets set
         public = coalesce($2, public),
         file_size_limit = case when $3::boolean then $4::bigint else file_size_limit end,
         allowed_mime_types = case when $5::boolean then $6::text[] else allowed_mime_types end,
         updated_at = now()
       where id = $1`,
      [
        id,
        change.public ?? null,
        change.file_size_limit !== undefined,
        parseSizeLimit(change.file_size_limit),
        change.allowed_mime_types !== undefined,
        change.allowed_mime_types ?? null,
      ],
    ),
  );
  if (affected === 0) throw noSuchBucket();
  return { message: 'Successfully updated' };
}

async function deleteBucket(parts: StorageParts, id: string, caller: Caller) {
  const { engine } = parts;
  // Whoever may not see it does not learn what is in it either.
  await getBucket(parts, id, caller);
  await engine.transaction('admin', async (tx) => {
    const { rows } = await tx.query('select from storage.objects where bucket_id = $1 limit 1', [
      id,
    ]);
    if (rows.length > 0) {
      const message = 'The bucket you tried to delete is not empty';
      throw new StorageError(409, 'InvalidRequest', message);
    }
  });
  const { affected } = await engine.transaction(caller.context, (tx) =>
    tx.query('delete from storage.buckets where id = $1', [id]),
  );
  if (affected === 0) throw noSuchBucket();
  return { message: 'Successfully deleted' };
}

async function emptyBucket(parts: StorageParts, id: string, caller: Caller) {
  await getBucket(parts, id, caller);
  const { rows } = await parts.engine.transaction(caller.context, (tx) =>
    tx.query<{ version: string | null }>(
      'delete from storage.objects where bucket_id = $1 returning version',
      [id],
    ),
  );
  for (const { version } of rows) await parts.blobs.remove(version);
  return { message: 'Empty bucket has been queued. Completion may take up to an hour.' };
}
