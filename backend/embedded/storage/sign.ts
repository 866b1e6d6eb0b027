import { z } from 'zod';
import type { Caller } from '../gateway/service.ts';
import { type Keys, TokenError } from '../keys/keys.ts';
import { findObject, rehearse } from './catalogue.ts';
import { checkKey } from './names.ts';
import { StorageError, noSuchObject } from './storage-error.ts';
import { Transformation, describeTransformation } from './transformation.ts';
import type { StorageParts } from './upload.ts';

/** Both kinds name their object; what a token is for stands in it, so that one never serves as the other. */
const DownloadToken = z.object({
  url: z.string(),
  purpose: z.literal('download'),
  /** A picture is shown in just this way, and not whole. */
  transformations: z.string().optional(),
});
const UploadToken = z.object({
  url: z.string(),
  purpose: z.literal('upload'),
  upsert: z.boolean(),
  owner: z.string().nullable(),
  ownerId: z.string().nullable(),
});
export type UploadToken = z.infer<typeof UploadToken>;

const UPLOAD_TOKEN_SECONDS = 2 * 3600;
const MAX_SECONDS = 100 * 365 * 24 * 3600;

const ExpiresIn = z.number().int().min(1).max(MAX_SECONDS);
const SignOne = z.object({ expiresIn: ExpiresIn, transform: Transformation.nullish() });
const SignMany = z.object({ expiresIn: ExpiresIn, paths: z.array(z.string()).min(1).max(1000) });

export interface SignDeps extends StorageParts {
  keys: Keys;
  clock: () => number;
}

export async function signOne(
  deps: SignDeps,
  bucketId: string,
  name: string,
  body: unknown,
  caller: Caller,
) {
  const { expiresIn, transform } = SignOne.parse(body);
  if (!(await findObject(deps.engine, caller.context, bucketId, name))) throw noSuchObject();
  const transformations = transform ? describeTransformation(transform) : '';
  return { signedURL: await signedUrl(deps, bucketId, name, expiresIn, transformations) };
}

export async function signMany(deps: SignDeps, bucketId: string, body: unknown, caller: Caller) {
  const { expiresIn, paths } = SignMany.parse(body);
  const { rows } = await deps.engine.transaction(caller.context, (tx) =>
    tx.query<{ name: string }>(
      'select name from storage.objects where bucket_id = $1 and name = any($2::text[])',
      [bucketId, paths],
    ),
  );
  const readable = new Set(rows.map((row) => row.name));
  const error = 'Either the object does not exist or you do not have access to it';
  return Promise.all(
    paths.map(async (path) =>
      readable.has(path)
        ? { error: null, path, signedURL: await signedUrl(deps, bucketId, path, expiresIn) }
        : { error, path, signedURL: null },
    ),
  );
}

async function signedUrl(
  deps: SignDeps,
  bucketId: string,
  name: string,
  seconds: number,
  transformations = '',
): Promise<string> {
  const url = `${bucketId}/${name}`;
  const shape = transformations === '' ? {} : { transformations };
  const token = await sign(deps, { url, purpose: 'download', ...shape }, seconds);
  const area = transformations === '' ? 'object' : 'render/image';
  // Not encoded: the client encodes the whole address.
  return `/${area}/sign/${url}?token=${token}`;
}

/** A token that stores one object of this name, whatever the policies say to whoever brings it. */
export async function signUpload(
  deps: SignDeps,
  bucketId: string,
  name: string,
  upsert: boolean,
  caller: Caller,
) {
  checkKey(name);
  const ownerId = subjectOf(caller);
  await rehearse(deps.engine, caller.context, {
    bucketId,
    name,
    owner: caller.userId,
    ownerId,
    upsert,
  });
  const url = `${bucketId}/${name}`;
  const claims: UploadToken = { url, purpose: 'upload', upsert, owner: caller.userId, ownerId };
  const token = await sign(deps, claims, UPLOAD_TOKEN_SECONDS);
  return { url: `/object/upload/sign/${url}?token=${token}`, token };
}

async function sign(
  { keys, clock }: SignDeps,
  claims: Record<string, unknown>,
  seconds: number,
): Promise<string> {
  const iat = Math.floor(clock() / 1000);
  return keys.sign({ ...claims, iat, exp: iat + seconds });
}

/**
 * What the token lets its bearer see of a picture (empty: the file as it is). Throws when it is forged, expired or for
 * another object.
 */
export async function verifyDownload(
  { keys }: SignDeps,
  token: string | null,
  url: string,
): Promise<string> {
  const parsed = DownloadToken.safeParse(await verify(keys, token));
  if (!parsed.success || parsed.data.url !== url) throw invalidSignature();
  return parsed.data.transformations ?? '';
}

export async function verifyUpload(
  { keys }: SignDeps,
  token: string | null,
  url: string,
): Promise<UploadToken> {
  const parsed = UploadToken.safeParse(await verify(keys, token));
  if (!parsed.success || parsed.data.url !== url) throw invalidSignature();
  return parsed.data;
}

async function verify(keys: Keys, token: string | null): Promise<unknown> {
  if (!token)
    throw new StorageError(400, 'InvalidJWT', "querystring must have required property 'token'");
  try {
    return await keys.verify(token);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    const message = error.expired ? '"exp" claim timestamp check failed' : error.message;
    throw new StorageError(400, 'InvalidJWT', message);
  }
}

export function invalidSignature(): StorageError {
  return new StorageError(400, 'InvalidSignature', 'Invalid signature');
}

export function subjectOf(caller: Caller): string | null {
  const { sub } = caller.context.claims;
  return typeof sub === 'string' ? sub : null;
}
