import type { Generator } from '../../../contract/generators.ts';
import type { OfferedModel } from '../prompt/form.ts';

/** The model that was chosen, else one that can be used and does what the generator likes. */
export function chooseFor(
  { order }: Generator,
  models: readonly OfferedModel[],
  wished: string | undefined,
): OfferedModel | undefined {
  const offered = models.filter(({ enabled }) => enabled);
  const worth = ({ keyMissing, isAi, capabilities }: OfferedModel) =>
    (keyMissing ? 0 : 8) +
    (isAi && order.prefers.includes('ai') ? 4 : 0) +
    (capabilities.sizes[order.aspectRatio] ? 2 : 0);
  return (
    offered.find(({ id }) => id === wished) ??
    offered.toSorted((a, b) => worth(b) - worth(a) || a.position - b.position)[0]
  );
}
