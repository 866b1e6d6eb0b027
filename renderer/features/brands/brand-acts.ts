import i18next from 'i18next';
import type { Brand } from '../../../contract/brands.ts';
import { AtelierError } from '../../../contract/errors.ts';
import { FONT_REFUSALS, type OwnFont } from '../../../contract/fonts.ts';
import { api } from '../../transport/api.ts';
import { importFile, sendFont } from '../../transport/media.ts';
import { notify } from '../../ui/toast.tsx';
import { refreshKeys } from '../undo/attempt.ts';
import { tellError } from '../undo/tell-error.ts';
import type { BrandDraft } from './brand-state.ts';

const KEYS = [['brands']];

/** Saves a brand, or brings back one that was removed. Undefined after it said why it could not. */
export async function saveBrand({ id, ...fields }: BrandDraft | Brand): Promise<Brand | undefined> {
  try {
    const { name, colours, titleFont, bodyFont, logo, corner } = fields;
    const saved = await api.brands.save({
      ...(id !== null && { id }),
      name: name.trim(),
      colours,
      titleFont,
      bodyFont,
      logo,
      corner,
    });
    await refreshKeys(KEYS);
    notify({ message: i18next.t('saved', { ns: 'brands', name: saved.name }), id: 'brand' });
    return saved;
  } catch (error) {
    tellError(error);
    return undefined;
  }
}

export async function removeBrand(brand: Brand, onBack: () => void): Promise<void> {
  try {
    await api.brands.remove({ id: brand.id });
    notify({
      message: i18next.t('removed', { ns: 'brands', name: brand.name }),
      undo: () => void saveBrand(brand).then((saved) => saved && onBack()),
      id: 'brand',
    });
  } catch (error) {
    tellError(error);
  }
  await refreshKeys(KEYS);
}

/** Takes a font file; undefined after it said why it could not. */
export async function takeFont(file: File): Promise<OwnFont | undefined> {
  try {
    const font = await sendFont(file);
    await refreshKeys(KEYS);
    return font;
  } catch (error) {
    tellFont(error);
    return undefined;
  }
}

/** Takes a picture into the library, where it stays as a logo needs it. */
export async function takeLogo(file: File): Promise<string | undefined> {
  try {
    return (await importFile(file))?.sha256;
  } catch (error) {
    tellError(error);
    return undefined;
  }
}

function tellFont(error: unknown): void {
  if (!(error instanceof AtelierError)) return tellError(error);
  const isLarge = error.code === 'file_too_large';
  const told = error.details?.['reason'];
  const reason = isLarge ? 'too_large' : FONT_REFUSALS.find((each) => each === told);
  if (reason === undefined) return tellError(error);
  notify({
    message: i18next.t('fontRefused', { ns: 'brands' }),
    detail: i18next.t(`refusals.${reason}`, { ns: 'brands' }),
    tone: 'danger',
    id: 'brand-font',
  });
}
