import { z } from 'zod';
import { MediaType } from './media.ts';
import { Id, Instant, Pixels, Sha256 } from './primitives.ts';
import { Recipe } from './recipe.ts';

/** Where the bytes of an asset are: on this machine, being fetched, or only in the cloud. */
export const FileState = z.enum(['present', 'fetching', 'cloud', 'missing']);
export type FileState = z.infer<typeof FileState>;

/** Where a row stands on its way to the backend. */
export const SyncState = z.enum(['local', 'queued', 'uploading', 'synced', 'conflict', 'failed']);
export type SyncState = z.infer<typeof SyncState>;

const file = {
  sha256: Sha256,
  mime: MediaType,
  bytes: z.int().min(0),
  width: Pixels,
  height: Pixels,
  /** Base64 of a ThumbHash (https://evanw.github.io/thumbhash/); null until the file was here once. */
  thumbhash: z.string().nullable(),
  fileState: FileState,
};

/** A result that has not been kept yet. It expires. */
export const WorkspaceAsset = z.object({
  id: Id,
  orderId: Id,
  jobId: Id,
  ...file,
  recipe: Recipe,
  createdAt: Instant,
  expiresAt: Instant,
});
export type WorkspaceAsset = z.infer<typeof WorkspaceAsset>;

export const AssetOrigin = z.enum(['generated', 'imported']);
export type AssetOrigin = z.infer<typeof AssetOrigin>;

export const Title = z.string().trim().max(200);

/** A work the creator keeps. */
export const LibraryAsset = z.object({
  id: Id,
  origin: AssetOrigin,
  ...file,
  /** Null where a file came from outside and told nothing. */
  recipe: Recipe.nullable(),
  title: Title.nullable(),
  /** The name of the file that was imported. */
  fileName: z.string().nullable(),
  isFavorite: z.boolean(),
  collectionIds: z.array(Id),
  syncState: SyncState,
  createdAt: Instant,
  /** Set while the work lies in the trash; it is purged 30 days later (rule F2). */
  trashedAt: Instant.nullable(),
});
export type LibraryAsset = z.infer<typeof LibraryAsset>;

export const CollectionName = z.string().trim().min(1).max(120);

export const Collection = z.object({
  id: Id,
  name: CollectionName,
  count: z.int().min(0),
  /** Content of the newest work in it, for a cover. */
  coverSha256: Sha256.nullable(),
  createdAt: Instant,
});
export type Collection = z.infer<typeof Collection>;

/** Days a work stays in the trash before it is purged (rule F2). */
export const TRASH_DAYS = 30;
