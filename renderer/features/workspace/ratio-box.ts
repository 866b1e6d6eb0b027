import type { AspectRatio } from '../../../contract/models.ts';

/** A ratio as a box: `16:9` is 16 wide and 9 high. */
export function ratioBox(ratio: AspectRatio): { width: number; height: number } {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  return { width, height };
}
