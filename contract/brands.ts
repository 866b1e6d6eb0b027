import { z } from 'zod';
import { FontId } from './fonts.ts';
import { Id, Instant, Sha256 } from './primitives.ts';

export const Hex = z.string().regex(/^#[0-9a-f]{6}$/i);

/** In this order a brand's row lists them (`brands.colors`). */
export const BRAND_COLOURS = ['background', 'title', 'body', 'accent'] as const;

export const CORNERS = ['top_left', 'top_right', 'bottom_left', 'bottom_right'] as const;
export const Corner = z.enum(CORNERS);
export type Corner = z.infer<typeof Corner>;

/** How words are set in a brand: its colours, its two fonts, its logo. */
export const BrandLook = z.object({
  colours: z.object({ background: Hex, title: Hex, body: Hex, accent: Hex }),
  titleFont: FontId,
  bodyFont: FontId,
  /** A picture of the library, by content. */
  logo: Sha256.nullable(),
  corner: Corner,
});
export type BrandLook = z.infer<typeof BrandLook>;

export const BrandFields = BrandLook.extend({ name: z.string().trim().min(1).max(120) });
export type BrandFields = z.infer<typeof BrandFields>;

export const Brand = BrandFields.extend({ id: Id, createdAt: Instant });
export type Brand = z.infer<typeof Brand>;

export const DEFAULT_BRAND_LOOK: BrandLook = {
  colours: { background: '#1d1b2e', title: '#ffffff', body: '#e6e3f4', accent: '#f2b33d' },
  titleFont: 'inter-extra-bold',
  bodyFont: 'inter-regular',
  logo: null,
  corner: 'top_left',
};

/** Contrast of two colours, 1 to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
