import { z } from 'zod';

export const IMAGE_FORMATS = ['webp', 'png', 'jpeg'] as const;
/** What a generation is delivered as. */
export const ImageFormat = z.enum(IMAGE_FORMATS);
export type ImageFormat = z.infer<typeof ImageFormat>;

export const VIDEO_FORMATS = ['mp4', 'webm', 'gif'] as const;
/** What a video is delivered as: H.264, VP9, or a moving picture without sound. */
export const VideoFormat = z.enum(VIDEO_FORMATS);
export type VideoFormat = z.infer<typeof VideoFormat>;

export function isImageFormat(format: OutputFormat): format is ImageFormat {
  return IMAGE_FORMATS.some((each) => each === format);
}

export const OutputFormat = z.enum([...IMAGE_FORMATS, ...VIDEO_FORMATS]);
export type OutputFormat = z.infer<typeof OutputFormat>;

/** What may stand in the library: everything the image library decodes safely. SVG is not on the list (rule F7). */
export const IMAGE_TYPES = {
  'image/webp': 'webp',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'image/tiff': 'tiff',
} as const;
export type ImageType = keyof typeof IMAGE_TYPES;

export const VIDEO_TYPES = { 'video/mp4': 'mp4', 'video/webm': 'webm' } as const;
export type VideoType = keyof typeof VIDEO_TYPES;

/** In this order they are numbered on disk: new ones come last. */
export const MEDIA_TYPES = { ...IMAGE_TYPES, ...VIDEO_TYPES } as const;
export const MediaType = z.enum(Object.keys(MEDIA_TYPES) as [keyof typeof MEDIA_TYPES]);
export type MediaType = z.infer<typeof MediaType>;

export function isVideo(mime: MediaType): mime is VideoType {
  return mime in VIDEO_TYPES;
}

/** The bucket that keeps the works of this type. */
export function libraryBucket(mime: MediaType): 'videos' | 'user-library' {
  return isVideo(mime) ? 'videos' : 'user-library';
}

export function extensionOf(mime: MediaType): string {
  return MEDIA_TYPES[mime];
}

export function mimeOf(format: ImageFormat): ImageType;
export function mimeOf(format: OutputFormat): MediaType;
export function mimeOf(format: OutputFormat): MediaType {
  return format === 'mp4' || format === 'webm' ? `video/${format}` : `image/${format}`;
}

export const AUDIO_TYPES = {
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
} as const;
export type AudioType = keyof typeof AUDIO_TYPES;
export const AudioType = z.enum(Object.keys(AUDIO_TYPES) as [AudioType]);

/** What goes into an order and may lie in the bucket `reference-images` (see `InputFile` of contract/inputs.ts). */
export const INPUT_TYPES = {
  'image/webp': 'webp',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  ...AUDIO_TYPES,
} as const;
export const InputType = z.enum(Object.keys(INPUT_TYPES) as [keyof typeof INPUT_TYPES]);
export type InputType = z.infer<typeof InputType>;

/** Longest edge in pixels of the two cached sizes (rule F3). */
export const THUMBNAIL_SIZES = [256, 1024] as const;
export type ThumbnailSize = (typeof THUMBNAIL_SIZES)[number];

/** Limits on media from outside (rule F7). */
export const MEDIA_LIMITS = {
  /** Bytes of one imported file. */
  bytes: 256 * 1024 * 1024,
  /** Width × height of one decoded image. */
  pixels: 268_402_689,
  /** Wall-clock milliseconds to read or thumbnail one image. */
  milliseconds: 15_000,
  /** Resident memory of the process that decodes one image. */
  decoderBytes: 512 * 1024 * 1024,
} as const;

/**
 * The path under the host's media base where the bytes of a content are served:
 * `<sha256>` is the original, `<sha256>/256` and `<sha256>/1024` the thumbnails.
 */
export function mediaPath(sha256: string, size?: ThumbnailSize): string {
  return size === undefined ? sha256 : `${sha256}/${size}`;
}

/** The path under the media base that reads the recipe of a file, a POST body, and keeps nothing of it. */
export const RECIPE_PATH = 'recipe';

/** The path under the media base that takes the bytes of one file for orders to work with, as a POST body. */
export const INPUT_PATH = 'input';

/** The path under the media base that takes the bytes of one file to import, as a POST body. */
export const IMPORT_PATH = 'import';
