import { expect, test } from 'vitest';
import type { SourceMode } from '../../../contract/models.ts';
import { misfit } from '../../../contract/misfit.ts';
import { ImageRequest } from '../../../contract/orders.ts';
import { aModel } from '../testing/models.ts';
import { ableModels, givenProblem, givenRequest } from './given-request.ts';
import { NOTHING_GIVEN, withReferences, withSource, without } from './given-state.ts';

const sha = (digit: string) => digit.repeat(64);

const ABLE = aModel({
  id: 'draft/able',
  can: {
    parameters: { strength: { min: 0.1, max: 0.9, default: 0.6 } },
    sourceModes: ['vary', 'edit', 'inpaint', 'outpaint'],
    editMasks: true,
    maxReferences: 1,
  },
});
const PLAIN = aModel({ id: 'draft/plain' });

test('a picture is what to begin with, or one to go by, never both', () => {
  const begun = withSource(withReferences(NOTHING_GIVEN, [sha('a'), sha('b')]), sha('a'), 'vary');
  expect(begun).toMatchObject({ source: { sha256: sha('a') }, references: [sha('b')] });
  expect(withReferences(begun, [sha('a')])).toMatchObject({ source: null });
  expect(without(begun, sha('a')).source).toBeNull();
});

test('changing what is made of a picture keeps its mask', () => {
  const given = withSource(NOTHING_GIVEN, sha('a'), 'inpaint');
  const painted = { ...given, source: given.source && { ...given.source, mask: sha('c') } };
  expect(withSource(painted, sha('a'), 'edit').source?.mask).toBe(sha('c'));
  expect(withSource(painted, sha('d'), 'edit').source?.mask).toBeNull();
});

test.each(['vary', 'edit', 'inpaint', 'outpaint'] as const)(
  'an order to %s fits the model that takes it, with all that could be set',
  (mode: SourceMode) => {
    const given = {
      source: {
        sha256: sha('a'),
        mode,
        strength: 1,
        mask: sha('c'),
        margins: { left: 64, top: 0, right: 0, bottom: 0 },
      },
      references: [sha('b')],
    };
    expect(givenProblem(given, ABLE)).toBeNull();
    const order = { prompt: 'a fox', model: ABLE.id, ...givenRequest(given, ABLE.capabilities) };
    expect(misfit(ImageRequest.parse(order), ABLE)).toBeUndefined();
  },
);

test('says what stands in the way, and which model can', () => {
  const begun = (mode: SourceMode) => withSource(NOTHING_GIVEN, sha('a'), mode);
  expect(givenProblem(begun('vary'), PLAIN)).toEqual({ kind: 'mode', mode: 'vary' });
  expect(givenProblem(begun('inpaint'), ABLE)).toEqual({ kind: 'mask' });
  expect(givenProblem(begun('outpaint'), ABLE)).toEqual({ kind: 'margins' });
  const two = withReferences(NOTHING_GIVEN, [sha('a'), sha('b')]);
  expect(givenProblem(two, ABLE)).toEqual({ kind: 'references', max: 1 });
  const locked = aModel({ id: 'openai/able', can: ABLE.capabilities, keyMissing: true });
  const found = ableModels([locked, PLAIN, ABLE], begun('inpaint'));
  expect(found.map(({ id }) => id)).toEqual(['draft/able', 'openai/able']);
});
