import { randomInt } from 'node:crypto';
import { MAX_SEED } from '../../contract/models.ts';

/** A seed a picture: the given one and those after it, else random ones; none where the model has none. */
export function drawSeeds(
  count: number,
  options: { hasSeed: boolean; first: number | undefined },
  random: () => number = () => randomInt(MAX_SEED + 1),
): (number | undefined)[] {
  return Array.from({ length: count }, (_, index) => {
    if (!options.hasSeed) return undefined;
    // After the largest 32-bit seed comes 0.
    return options.first === undefined ? random() : (options.first + index) % (MAX_SEED + 1);
  });
}
