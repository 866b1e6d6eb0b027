import type { LibraryAsset } from '../../../contract/assets.ts';

/** What is looked at first; the rest decides between equals. */
export const KEEP_RULES = ['rated', 'largest', 'oldest'] as const;
export type KeepRule = (typeof KEEP_RULES)[number];

type Judged = Pick<
  LibraryAsset,
  'id' | 'rating' | 'isFavorite' | 'width' | 'height' | 'bytes' | 'recipe' | 'createdAt'
>;

const MEASURES: Readonly<Record<KeepRule, (work: Judged) => readonly number[]>> = {
  rated: ({ rating, isFavorite }) => [rating, isFavorite ? 1 : 0],
  // A picture that tells how it was made says more than a few bytes.
  largest: ({ width, height, recipe, bytes }) => [width * height, recipe === null ? 0 : 1, bytes],
  oldest: ({ createdAt }) => [-Date.parse(createdAt)],
};

/** The work of a group that is kept unless the creator says otherwise. */
export function bestOf<W extends Judged>(group: readonly W[], rule: KeepRule): W | undefined {
  const rules = [rule, ...KEEP_RULES.filter((other) => other !== rule)];
  const measures = (work: W) => rules.flatMap((one) => MEASURES[one](work));
  return group.toSorted((a, b) => compare(measures(b), measures(a)) || (a.id < b.id ? -1 : 1))[0];
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}
