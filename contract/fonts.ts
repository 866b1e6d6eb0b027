import { z } from 'zod';
import { Sha256 } from './primitives.ts';

/** Fonts that come with the program: files of `resources/fonts`, and the names by which they are chosen. */
export const BUNDLED_FONTS = {
  'inter-extra-bold': { name: 'Inter Extra Bold', family: 'Inter Ultra-Bold' },
  'inter-regular': { name: 'Inter', family: 'Inter' },
  'playfair-display-bold': { name: 'Playfair Display Bold', family: 'Playfair Display Bold' },
  'lora-regular': { name: 'Lora', family: 'Lora' },
  'space-grotesk-bold': { name: 'Space Grotesk Bold', family: 'Space Grotesk Bold' },
  'caveat-bold': { name: 'Caveat Bold', family: 'Caveat Bold' },
} as const satisfies Record<string, { name: string; family: string }>;
export const BundledFont = z.enum(Object.keys(BUNDLED_FONTS) as [keyof typeof BUNDLED_FONTS]);
export type BundledFont = z.infer<typeof BundledFont>;

/** A font of the program's, or one of the creator's own by its content. */
export const FontId = z.union([BundledFont, Sha256]);
export type FontId = z.infer<typeof FontId>;

/** Bytes of a font file from outside. The largest in use, of Chinese, Japanese and Korean, have about eight. */
export const FONT_LIMIT = 10 * 1024 * 1024;

/** Bytes of a font made plain, as it is kept and travels: what a compressed file may unpack to. */
export const PLAIN_FONT_LIMIT = 4 * FONT_LIMIT;

/** Where fonts of one's own are kept for one's other machines, each at `libraryPath` with this ending (rule S8). */
export const FONT_BUCKET = 'fonts';
export const FONT_EXTENSION = 'ttf';
/** Of a font in TrueType or CFF outlines alike (RFC 8081, section 4.4.1). */
export const FONT_TYPE = 'font/sfnt';

/** A font of the creator's own, on this machine. */
export const OwnFont = z.object({
  id: Sha256,
  /** As the file says it: family and style. */
  name: z.string().min(1).max(120),
  /** Set: words cannot be set in it; another font stands in for it. */
  isUnreadable: z.boolean(),
});
export type OwnFont = z.infer<typeof OwnFont>;

/**
 * Why a file is not taken as a font: `details.reason` of `unsupported_media` and `file_unreadable`. `collection`: several
 * fonts in one file; `broken`: a table of it is missing or contradicts another; `unset`: no words came of it.
 */
export const FONT_REFUSALS = ['no_font', 'collection', 'broken', 'unset'] as const;
export type FontRefusal = (typeof FONT_REFUSALS)[number];

/** Why a font did not come from another machine. `missing`: it is not on the server; `other`: something else is there in its place. */
export const FONT_ABSENCES = ['missing', 'other', ...FONT_REFUSALS] as const;
export const FontAbsence = z.enum(FONT_ABSENCES);
export type FontAbsence = z.infer<typeof FontAbsence>;

/** A font that a brand names and that is not here. */
export const AbsentFont = z.object({
  id: Sha256,
  /** Null: it comes as soon as the server answers. */
  reason: FontAbsence.nullable(),
});
export type AbsentFont = z.infer<typeof AbsentFont>;

/** The path under the media base that takes the bytes of a font, as a POST body; it answers an `OwnFont`. */
export const FONT_PATH = 'font';
