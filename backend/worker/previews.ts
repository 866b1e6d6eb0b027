import sharp from 'sharp';
import { JobPreview } from '../../contract/orders.ts';

/** A preview a second and a half is as many as an eye follows, and few enough for every device that hears of them. */
const EVERY_MS = 1_500;
const EDGE = 256;
/** Of a picture that a provider shows while it draws. */
const MOST_PIXELS = 4_096 * 4_096;

/**
 * Makes what a provider shows while it draws small enough to be told: one at a time, the last one that came. What is no
 * picture is left out: a preview is only that.
 */
export function createPreviews(
  tell: (preview: JobPreview) => void,
  now: () => number = () => performance.now(),
): { show(picture: Uint8Array): void; idle(): Promise<void> } {
  let at = -EVERY_MS;
  let running: Promise<void> | undefined;

  async function make(picture: Uint8Array): Promise<void> {
    const webp = await sharp(picture, { limitInputPixels: MOST_PIXELS })
      .resize(EDGE, EDGE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 60 })
      .toBuffer();
    const { data } = JobPreview.safeParse(`data:image/webp;base64,${webp.toString('base64')}`);
    if (data !== undefined) tell(data);
  }

  return {
    show(picture) {
      if (running || now() - at < EVERY_MS) return;
      at = now();
      running = make(picture)
        .catch(() => undefined)
        .finally(() => (running = undefined));
    },
    async idle() {
      await running;
    },
  };
}
