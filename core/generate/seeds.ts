import { randomInt } from 'node:crypto';
import { MAX_SEED } from '../../contract/models.ts';

/** A seed a picture: the given one and those after it, or the given one for all, else random ones; none where the model has none. */
export function drawSeeds(
  count: number,
  options: { hasSeed: boolean; first: number | undefined; isFixed?: boolean },
  random: () => number = () => randomInt(MAX_SEED + 1),
): (number | undefined)[] {
  return Array.from({ length: count }, (_, index) => {
    if (!options.hasSeed) return undefined;
    if (options.first === undefined) return random();
    // After the largest 32-bit seed comes 0.
    return options.isFixed ? options.first : (options.first + index) % (MAX_SEED + 1);
  });
}
