import { useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import {
  type Brand,
  type BrandFields,
  type BrandLook,
  DEFAULT_BRAND_LOOK,
} from '../../../contract/brands.ts';
import { query } from '../../data/query.ts';
import { type FontNote, fontNotes } from './font-notes.ts';

/** A brand that is being made or edited; without an id it is new. */
export interface BrandDraft extends BrandFields {
  readonly id: string | null;
}

interface BrandEditorState {
  readonly draft: BrandDraft | null;
  begin: (brand: Brand | null) => void;
  change: (patch: Partial<BrandFields>) => void;
  end: () => void;
}

/** What is edited shows at once on every slide, and nowhere else before it is saved. */
export const useBrandEditor = create<BrandEditorState>()((set) => ({
  draft: null,
  begin: (brand) => set({ draft: brand ?? { ...DEFAULT_BRAND_LOOK, id: null, name: '' } }),
  change: (patch) => set(({ draft }) => ({ draft: draft && { ...draft, ...patch } })),
  end: () => set({ draft: null }),
}));

export const useBrands = () => useQuery(query('brands.list'));
export const useOwnFonts = () => useQuery(query('brands.fonts'));
const useAbsentFonts = () => useQuery(query('brands.absentFonts'));

/** Where another font stands in for one of this look's; nothing before that is known. */
export function useFontNotes(look: BrandLook | null): readonly FontNote[] {
  const own = useOwnFonts().data;
  const absent = useAbsentFonts().data;
  return look && own && absent ? fontNotes(look, { own, absent }) : [];
}

/** The look of the brand that is edited, else of the chosen one; null for none, and for one that is gone. */
export function useBrandLook(brandId: string | null): BrandLook | null {
  const { data } = useBrands();
  const draft = useBrandEditor((state) => state.draft);
  return lookOf(draft ?? data?.find(({ id }) => id === brandId));
}

function lookOf(brand: BrandLook | undefined): BrandLook | null {
  if (!brand) return null;
  const { colours, titleFont, bodyFont, logo, corner } = brand;
  return { colours, titleFont, bodyFont, logo, corner };
}
