import i18next from 'i18next';
import type { BrandLook } from '../../../contract/brands.ts';
import type { CarouselExport } from '../../../contract/slide-look.ts';
import { exportCarousel } from '../../transport/media.ts';
import { notify } from '../../ui/toast.tsx';
import { tellError } from '../undo/tell-error.ts';
import { drawnSlides } from './carousel-request.ts';
import type { CarouselDraft } from './carousel-state.ts';

const ENDINGS = { pdf: 'pdf', png: 'zip', jpeg: 'zip', video: 'mp4' } as const;
/** Browsers read what is downloaded after the click. */
const KEPT_MILLISECONDS = 60_000;

/** Makes one file of the carousel and hands it to the browser as a download. */
export async function saveCarousel(
  draft: CarouselDraft,
  brand: BrandLook | null,
  as: CarouselExport['as'],
): Promise<void> {
  try {
    const { look, network } = draft;
    const file = await exportCarousel({
      slides: drawnSlides(draft),
      look: { ...look, brand },
      network,
      as,
      secondsEach: 3,
    });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = `carousel.${ENDINGS[as]}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MILLISECONDS);
    notify({ message: i18next.t('saved', { ns: 'carousel' }), tone: 'success', id: 'carousel' });
  } catch (error) {
    tellError(error);
  }
}
