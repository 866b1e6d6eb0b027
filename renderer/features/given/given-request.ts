import type { Model, ModelCapabilities, SourceMode } from '../../../contract/models.ts';
import type { ImageRequestInput } from '../../../contract/orders.ts';
import type { Given, GivenSource } from './given-state.ts';

export type GivenProblem =
  /** The model does nothing, or not this, with a picture. */
  | { kind: 'mode'; mode: SourceMode }
  | { kind: 'references'; max: number }
  | { kind: 'mask' }
  | { kind: 'margins' };

/** What of the pictures given stands in the way with this model; the first thing to mend, or nothing. */
export function givenProblem(given: Given, { capabilities: can }: Model): GivenProblem | null {
  const { source, references } = given;
  if (source && !can.sourceModes.includes(source.mode)) return { kind: 'mode', mode: source.mode };
  if (references.length > can.maxReferences) return { kind: 'references', max: can.maxReferences };
  if (source?.mode === 'inpaint' && source.mask === null) return { kind: 'mask' };
  if (source?.mode === 'outpaint' && addedBy(source) === 0) return { kind: 'margins' };
  return null;
}

/** The part of an order that the pictures make; only what the model takes is in it. */
export function givenRequest(
  { source, references }: Given,
  can: ModelCapabilities,
): Pick<ImageRequestInput, 'source' | 'references'> {
  return {
    ...(source && { source: sourceOf(source, can) }),
    ...(references.length > 0 && { references: [...references] }),
  };
}

function sourceOf(source: GivenSource, can: ModelCapabilities): ImageRequestInput['source'] {
  const { sha256: image, mode, strength, mask, margins } = source;
  const range = can.parameters.strength;
  const isSet = strength !== null && range && takesStrength(mode);
  return {
    image,
    mode,
    ...(isSet && { strength: Math.min(range.max, Math.max(range.min, strength)) }),
    ...(mask !== null && takesMask(mode, can) && { mask }),
    ...(mode === 'outpaint' && { margins }),
  };
}

export function takesStrength(mode: SourceMode): boolean {
  return mode === 'vary' || mode === 'inpaint';
}

export function takesMask(mode: SourceMode, can: Pick<ModelCapabilities, 'editMasks'>): boolean {
  return mode === 'inpaint' || (mode === 'edit' && can.editMasks);
}

/** Models that can do what this one cannot, those that need no key first. */
export function ableModels<M extends Model & { keyMissing: boolean }>(
  models: readonly M[],
  given: Given,
): M[] {
  const needsOnlyPainting = (model: M) => {
    const kind = givenProblem(given, model)?.kind;
    return kind === undefined || kind === 'mask' || kind === 'margins';
  };
  return models
    .filter((model) => model.enabled && needsOnlyPainting(model))
    .sort((a, b) => Number(a.keyMissing) - Number(b.keyMissing) || a.position - b.position);
}

function addedBy({ margins: { left, top, right, bottom } }: GivenSource): number {
  return left + top + right + bottom;
}
