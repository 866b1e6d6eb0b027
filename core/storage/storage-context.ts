import type { MediaType, ThumbnailSize } from '../../contract/media.ts';
import type { LibraryContext } from '../library/context.ts';
import type { AccountPaths } from '../system/paths.ts';

/** What the care of the library needs of the media; `createMediaStore` of core/media has it. */
export interface Originals {
  originalPath(sha256: string, mime: MediaType): string;
  thumbnailPath(sha256: string, size: ThumbnailSize): string;
  makeThumbnails(sha256: string, mime: MediaType): Promise<unknown>;
  typeOf(path: string): Promise<MediaType | undefined>;
  alone<T>(sha256: string, work: () => Promise<T>): Promise<T>;
  holdAll(): () => void;
}

export interface StorageContext {
  library: LibraryContext;
  originals: Originals;
  paths: AccountPaths;
}
