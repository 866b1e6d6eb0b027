import { randomUUID } from 'node:crypto';
import type { Engine, RequestContext, Tx } from '../engine/engine.ts';
import type { Blob } from './blobs.ts';
import { invalidRequest, noSuchBucket } from './storage-error.ts';

const HEADER_TEXT = /^[\t\x20-\x7e]*$/;

export interface Bucket {
  id: string;
  public: boolean;
  file_size_limit: number | null;
  allowed_mime_types: string[] | null;
}

export interface ObjectRow {
  id: string;
  bucket_id: string;
  name: string;
  version: string;
  owner_id: string | null;
  created_at: Date;
  updated_at: Date;
  last_accessed_at: Date;
  metadata: ObjectMetadata | null;
  user_metadata: Record<string, unknown> | null;
}

export interface ObjectMetadata {
  eTag: string;
  size: number;
  mimetype: string;
  cacheControl: string;
  lastModified: string;
  contentLength: number;
  httpStatusCode: number;
}

export interface NewObject {
  bucketId: string;
  name: string;
  owner: string | null;
  /** The `sub` of the token, which need not be a uuid. */
  ownerId: string | null;
  upsert: boolean;
}

interface StoredBlob {
  /** Null while policies are only asked. */
  version: string | null;
  metadata: ObjectMetadata | null;
  userMetadata: Record<string, unknown> | null;
}

/** What decides over an operation: the caller's policies, or `'admin'` where a signature already has. */
export type Authority = RequestContext | 'admin';

/** The limits of a bucket whatever the caller may see of it. Throws 404. */
export async function findBucket(engine: Engine, id: string): Promise<Bucket> {
  const { rows } = await engine.once<
    Omit<Bucket, 'file_size_limit'> & { file_size_limit: string | null }
  >(
    'admin',
    'select id, public, file_size_limit::text, allowed_mime_types from storage.buckets where id = $1',
    [id],
  );
  const bucket = rows[0];
  if (!bucket) throw noSuchBucket();
  const { file_size_limit: limit } = bucket;
  return { ...bucket, file_size_limit: limit === null ? null : Number(limit) };
}

/** The row if the authority may read it. */
export async function findObject(
  engine: Engine,
  authority: Authority,
  bucketId: string,
  name: string,
): Promise<ObjectRow | null> {
  const { rows } = await engine.once<ObjectRow>(
    authority,
    'select * from storage.objects where bucket_id = $1 and name = $2',
    [bucketId, name],
  );
  return rows[0] ?? null;
}

class Rehearsed extends Error {}

/** Asks the policies before a body is read, so that nobody fills the disk with what they may not store. */
export async function rehearse(
  engine: Engine,
  authority: Authority,
  object: NewObject,
): Promise<void> {
  try {
    await engine.transaction(authority, async (tx) => {
      const nothing = { version: null, metadata: null, userMetadata: {} };
      const { sql, values } = insertion(object, randomUUID(), nothing);
      await tx.query(sql, values);
      throw new Rehearsed();
    });
  } catch (error) {
    if (!(error instanceof Rehearsed)) throw error;
  }
}

/** Writes the row of a file that is on the disk. Returns the object's id and the version that it replaced. */
export async function saveObject(
  engine: Engine,
  authority: Authority,
  object: NewObject,
  blob: StoredBlob,
): Promise<{ id: string; replaced: string | null }> {
  const id = randomUUID();
  if (!object.upsert) {
    const { sql, values } = insertion(object, id, blob);
    await engine.once(authority, sql, values);
    return { id, replaced: null };
  }
  return engine.transaction(authority, async (tx) => {
    const replaced = await asAdmin(tx, authority, () => find(tx, object));
    const { sql, values } = insertion(object, id, blob);
    await tx.query(sql, values);
    const saved = await asAdmin(tx, authority, () => find(tx, object));
    if (!saved) throw new Error('the row that was just written is not there');
    return { id: saved.id, replaced: replaced?.version ?? null };
  });
}

async function find(tx: Tx, { bucketId, name }: NewObject) {
  const { rows } = await tx.query<{ id: string; version: string }>(
    'select id, version from storage.objects where bucket_id = $1 and name = $2 for update',
    [bucketId, name],
  );
  return rows[0];
}

/** The owner of a row need not be allowed to read it: without `returning`, no select policy is asked. */
function insertion(
  { bucketId, name, owner, ownerId, upsert }: NewObject,
  id: string,
  { version, metadata, userMetadata }: StoredBlob,
): { sql: string; values: unknown[] } {
  const conflict = upsert
    ? `on conflict (bucket_id, name) do update set
         owner = excluded.owner, owner_id = excluded.owner_id, version = excluded.version, metadata = excluded.metadata,
         user_metadata = excluded.user_metadata, updated_at = now()`
    : '';
  return {
    sql: `insert into storage.objects (id, bucket_id, name, owner, owner_id, version, metadata, user_metadata)
          values ($1, $2, $3, $4, $5, $6, $7, $8) ${conflict}`,
    values: [id, bucketId, name, owner, ownerId, version, metadata, userMetadata],
  };
}

async function asAdmin<T>(tx: Tx, authority: Authority, run: () => Promise<T>): Promise<T> {
  if (authority === 'admin') return run();
  await tx.query(`select set_config('role', 'none', true)`);
  const result = await run();
  await tx.query(`select set_config('role', $1, true)`, [authority.role]);
  return result;
}

/** Throws 400 for texts that could not stand in the headers of a download. */
export function describe(blob: Blob, mimetype: string, cacheControl: string): ObjectMetadata {
  if (!HEADER_TEXT.test(mimetype) || !HEADER_TEXT.test(cacheControl)) {
    throw invalidRequest('The content type and the cache control must be plain text');
  }
  return {
    eTag: blob.etag,
    size: blob.size,
    mimetype,
    cacheControl,
    lastModified: new Date().toISOString(),
    contentLength: blob.size,
    httpStatusCode: 200,
  };
}

/** All versions among `versions` that a row names. */
export async function listKept(engine: Engine, versions: string[]): Promise<Set<string>> {
  const { rows } = await engine.transaction('admin', (tx) =>
    tx.query<{ version: string }>(
      'select version from storage.objects where version = any($1::text[])',
      [versions],
    ),
  );
  return new Set(rows.map((row) => row.version));
}
