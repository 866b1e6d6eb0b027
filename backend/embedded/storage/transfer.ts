import { z } from 'zod';
import type { Caller } from '../gateway/service.ts';
import { findBucket, findObject, rehearse, saveObject } from './catalogue.ts';
import { checkMime } from './limits.ts';
import { checkKey } from './names.ts';
import { subjectOf } from './sign.ts';
import { noSuchObject, tooLarge } from './storage-error.ts';
import type { StorageParts } from './upload.ts';

const Transfer = z.object({
  bucketId: z.string(),
  sourceKey: z.string(),
  destinationKey: z.string(),
  destinationBucket: z.string().nullish(),
});
const Removal = z.object({ prefixes: z.array(z.string()).min(1).max(1000) });

/** Gives an object another name, or another bucket. Its bytes stay where they are. */
export async function moveObject({ engine }: StorageParts, body: unknown, caller: Caller) {
  const { bucketId, sourceKey, destinationKey, destinationBucket } = Transfer.parse(body);
  checkKey(destinationKey);
  const target = destinationBucket ?? bucketId;
  const source = await findObject(engine, caller.context, bucketId, sourceKey);
  if (!source) throw noSuchObject();
  if (target !== bucketId) await checkLimits({ engine }, target, source.metadata);
  const { affected } = await engine.transaction(caller.context, (tx) =>
    tx.query(
      `update storage.objects set bucket_id = $3, name = $4, updated_at = now()
        where bucket_id = $1 and name = $2`,
      [bucketId, sourceKey, target, destinationKey],
    ),
  );
  if (affected === 0) throw noSuchObject();
  return { message: 'Successfully moved' };
}

export async function copyObject(
  { engine, blobs }: StorageParts,
  body: unknown,
  upsert: boolean,
  caller: Caller,
) {
  const { bucketId, sourceKey, destinationKey, destinationBucket } = Transfer.parse(body);
  checkKey(destinationKey);
  const target = destinationBucket ?? bucketId;
  const source = await findObject(engine, caller.context, bucketId, sourceKey);
  if (!source?.metadata) throw noSuchObject();
  await checkLimits({ engine }, target, source.metadata);
  const object = {
    bucketId: target,
    name: destinationKey,
    owner: caller.userId,
    ownerId: subjectOf(caller),
    upsert,
  };
  await rehearse(engine, caller.context, object);
  const version = await blobs.copy(source.version);
  try {
    const metadata = { ...source.metadata, lastModified: new Date().toISOString() };
    const userMetadata = source.user_metadata;
    const saved = await saveObject(engine, caller.context, object, {
      version,
      metadata,
      userMetadata,
    });
    await blobs.remove(saved.replaced);
    return {
      Id: saved.id,
      Key: `${target}/${destinationKey}`,
      name: destinationKey,
      bucket_id: target,
    };
  } catch (error) {
    await blobs.remove(version);
    throw error;
  }
}

async function checkLimits(
  { engine }: Pick<StorageParts, 'engine'>,
  bucketId: string,
  metadata: { size: number; mimetype: string } | null,
): Promise<void> {
  const bucket = await findBucket(engine, bucketId);
  if (!metadata) return;
  checkMime(metadata.mimetype, bucket.allowed_mime_types);
  if (bucket.file_size_limit !== null && metadata.size > bucket.file_size_limit) throw tooLarge();
}

/** Removes what the caller may remove among the names, and tells which those were. */
export async function removeObjects(
  { engine, blobs }: StorageParts,
  bucketId: string,
  body: unknown,
  caller: Caller,
): Promise<unknown[]> {
  const { prefixes } = Removal.parse(body);
  await findBucket(engine, bucketId);
  const { rows } = await engine.transaction(caller.context, (tx) =>
    tx.query<{ version: string | null }>(
      'delete from storage.objects where bucket_id = $1 and name = any($2::text[]) returning *',
      [bucketId, prefixes],
    ),
  );
  for (const { version } of rows) await blobs.remove(version);
  return rows;
}
