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
  /** Seconds; null for a picture. */
  duration: z.number().min(0).nullable(),
  createdAt: Instant,
  expiresAt: Instant,
});
export type WorkspaceAsset = z.infer<typeof WorkspaceAsset>;

export const AssetOrigin = z.enum(['generated', 'imported']);
export type AssetOrigin = z.infer<typeof AssetOrigin>;

export const Title = z.string().trim().max(200);
/** 0 is "not rated". */
export const Rating = z.int().min(0).max(5);
export const Notes = z.string().trim().max(4_000);
/** Compared without case; shown as it was first written. */
export const Tag = z.string().trim().min(1).max(50);
export const MAX_TAGS = 100;
export const Visibility = z.enum(['private', 'public']);
export const ContentCategory = z.enum(['sfw', 'nsfw']);

/** One colour of a picture, the largest first. `share` of its pixels, 0 to 1. */
export const Swatch = z.object({
  color: z.string().regex(/^#[0-9a-f]{6}$/),
  share: z.number().min(0).max(1),
});
export type Swatch = z.infer<typeof Swatch>;

/** What a picture's colours are like, as `label:` finds it. Their order is stored as bits: only ever added to. */
export const TONES = [
  'dark',
  'bright',
  'vivid',
  'muted',
  'monochrome',
  'warm',
  'cool',
  'contrasty',
] as const;
export const Tone = z.enum(TONES);
export type Tone = z.infer<typeof Tone>;

/** What a vision model saw in a picture. */
export const Seen = z.object({
  description: z.string().nullable(),
  labels: z.array(z.string()),
  styleTags: z.array(z.string()),
  /** From 0, fit for all, to 1; null where nobody said. */
  nsfwScore: z.number().min(0).max(1).nullable(),
});
export type Seen = z.infer<typeof Seen>;

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
  rating: Rating,
  notes: Notes.nullable(),
  tags: z.array(Tag),
  visibility: Visibility,
  contentCategory: ContentCategory,
  projectId: Id.nullable(),
  /** Works of one order (variants, slides) share it. */
  stackId: Id.nullable(),
  /** Works of its stack in the list that was asked for; 1 where works are listed one by one. */
  stackSize: z.int().min(1),
  /** Seconds of a video; null for a picture. */
  duration: z.number().min(0).nullable(),
  /** Null until the file was here once. */
  palette: z.array(Swatch).nullable(),
  tones: z.array(Tone),
  /** Null until a vision model looked at it. */
  seen: Seen.nullable(),
  collectionIds: z.array(Id),
  syncState: SyncState,
  createdAt: Instant,
  /** Set while the work lies in the trash; it is purged 30 days later (rule F2). */
  trashedAt: Instant.nullable(),
});
export type LibraryAsset = z.infer<typeof LibraryAsset>;

export const CollectionName = z.string().trim().min(1).max(120);

/** What a creator may type to find works; contract/library-query.ts says what it means. */
export const SearchText = z.string().max(2_000);

export const Collection = z.object({
  id: Id,
  name: CollectionName,
  /** The collection it lies in. One whose parent is gone, or lies in itself, stands at the top. */
  parentId: Id.nullable(),
  /** Set for a smart collection, which holds what its saved search finds. */
  search: SearchText.nullable(),
  count: z.int().min(0),
  /** Content of the newest work in it, for a cover. */
  coverSha256: Sha256.nullable(),
  createdAt: Instant,
});
export type Collection = z.infer<typeof Collection>;

/** Days a work stays in the trash before it is purged (rule F2). */
export const TRASH_DAYS = 30;
