import { QUALITIES } from '../../../contract/models.ts';
import type { Contender } from '../../../contract/studio/arena.ts';
import type { OfferedModel } from '../prompt/form.ts';

export const MOST_CONTENDERS = 4;

export const keyOf = ({ model, quality }: Contender): string => `${model}|${quality}`;

/** All that can be asked now: each usable model at each quality that has a price. */
export function possible(models: readonly OfferedModel[]): Contender[] {
  return models
    .filter(({ enabled, keyMissing }) => enabled && !keyMissing)
    .toSorted((a, b) => a.position - b.position)
    .flatMap(({ id, capabilities, prices }) =>
      QUALITIES.filter(
        (quality) => capabilities.qualities.includes(quality) && prices[quality] !== undefined,
      ).map((quality) => ({ model: id, quality })),
    );
}

/** The chosen ones that can be asked, filled up to two with the first that are not chosen: of another model, if any. */
export function fielded(
  chosen: readonly Contender[],
  models: readonly OfferedModel[],
): readonly Contender[] {
  const all = possible(models);
  const keys = new Set(all.map(keyOf));
  const list = chosen.filter((one) => keys.has(keyOf(one))).slice(0, MOST_CONTENDERS);
  while (list.length < 2) {
    const next = another(list, all);
    if (!next) break;
    list.push(next);
  }
  return list;
}

/** One that is not among them yet, of a model that is not either, if there is one. */
export function another(
  chosen: readonly Contender[],
  all: readonly Contender[],
): Contender | undefined {
  const keys = new Set(chosen.map(keyOf));
  const free = all.filter((one) => !keys.has(keyOf(one)));
  const models = new Set(chosen.map(({ model }) => model));
  const usual = free.toSorted((a, b) => rank(a) - rank(b));
  return usual.find(({ model }) => !models.has(model)) ?? usual[0];
}

const rank = ({ quality }: Contender) => (quality === 'standard' ? 0 : 1);
