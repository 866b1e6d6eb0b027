import type { BrandLook } from '../../../contract/brands.ts';
import {
  type AbsentFont,
  BundledFont,
  type FontAbsence,
  type OwnFont,
} from '../../../contract/fonts.ts';

/** Where another font stands in for one of the brand's, and why. */
export type FontNote =
  | { readonly kind: 'unreadable' | 'coming' | 'missing' }
  | { readonly kind: 'refused'; readonly reason: Exclude<FontAbsence, 'missing'> };

interface Fonts {
  readonly own: readonly OwnFont[];
  readonly absent: readonly AbsentFont[];
}

/** What is to be said of a brand's two fonts: each thing once, nothing where both are here. */
export function fontNotes({ titleFont, bodyFont }: BrandLook, fonts: Fonts): readonly FontNote[] {
  const notes = [titleFont, bodyFont].flatMap((font) => noteOf(font, fonts) ?? []);
  return notes.filter((note, at) => notes.findIndex((each) => each.kind === note.kind) === at);
}

function noteOf(font: string, { own, absent }: Fonts): FontNote | undefined {
  if (BundledFont.safeParse(font).success) return undefined;
  const here = own.find(({ id }) => id === font);
  if (here) return here.isUnreadable ? { kind: 'unreadable' } : undefined;
  const away = absent.find(({ id }) => id === font);
  // A brand that is not saved yet may name what nobody has.
  if (!away || away.reason === 'missing') return { kind: 'missing' };
  return away.reason === null ? { kind: 'coming' } : { kind: 'refused', reason: away.reason };
}
