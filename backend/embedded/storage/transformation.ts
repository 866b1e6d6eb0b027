import { z } from 'zod';

/**
 * How a picture is to be shown (https://supabase.com/docs/guides/storage/serving/image-transformations). Sizes are
 * pixels; nothing is ever enlarged.
 */
const Side = z.coerce.number().int().min(1).max(2500).optional();
export const Transformation = z.object({
  width: Side,
  height: Side,
  resize: z.enum(['cover', 'contain', 'fill']).optional(),
  quality: z.coerce.number().int().min(20).max(100).optional(),
  /** `origin` keeps the format; otherwise a browser that reads WebP is given it. */
  format: z.enum(['origin', 'webp', 'avif']).optional(),
});
export type Transformation = z.infer<typeof Transformation>;

/** Throws a ZodError. */
export function readTransformation(search: URLSearchParams): Transformation {
  return Transformation.parse(Object.fromEntries(search));
}

const RESIZING = { cover: 'fill', contain: 'fit', fill: 'force' } as const;

/** As signed tokens and the `x-transformations` header carry it. */
export function describeTransformation(shape: Transformation): string {
  const { width, height, resize, quality, format } = shape;
  const sized = width !== undefined || height !== undefined;
  return [
    height !== undefined && `height:${height}`,
    width !== undefined && `width:${width}`,
    sized && `resizing_type:${RESIZING[resize ?? 'cover']}`,
    quality !== undefined && `quality:${quality}`,
    format !== undefined && `format:${format}`,
  ]
    .filter(Boolean)
    .join(',');
}

export function parseTransformations(text: string): Transformation {
  const values = new Map(text.split(',').map((part) => part.split(':', 2) as [string, string]));
  const type = values.get('resizing_type');
  const resize = Object.entries(RESIZING).find(([, name]) => name === type)?.[0];
  return Transformation.parse({ ...Object.fromEntries(values), resize });
}
