import { z } from 'zod';
import type { RenderImagesPayload } from '../../../contract/orders.ts';

/** A node of a workflow in ComfyUI's API format ("Export (API)"). */
const Node = z.looseObject({
  class_type: z.string().min(1),
  inputs: z.record(z.string(), z.unknown()).default({}),
});
const Workflow = z.record(z.string(), Node);
export type Workflow = z.infer<typeof Workflow>;

/** Where a value goes: the node's id and its input, `6.text`; or several of them. */
const Place = z.string().regex(/^[^.]+\.[^.]+$/);
const Places = z.union([Place.transform((one) => [one]), z.array(Place).min(1)]);

/** What of a request may be put into a workflow. */
const FIELDS = [
  'prompt',
  'negativePrompt',
  'seed',
  'width',
  'height',
  'steps',
  'guidance',
  'strength',
  'source',
  'mask',
  'model',
] as const;
export type WorkflowField = (typeof FIELDS)[number];

/**
 * How a model on ComfyUI works: the column `api_models.parameters`. The workflow is what ComfyUI exports for its API;
 * `inputs` says where the parts of a request go. A field that is not there is not sent. `model` takes the model's
 * `vendorModel`; `source` and `mask` take the names of the uploaded pictures.
 *
 *     {"workflow": {"3": {"class_type": "KSampler", "inputs": {…}}, …},
 *      "inputs": {"prompt": "6.text", "seed": "3.seed", "width": "5.width", "height": "5.height"},
 *      "outputs": ["9"]}
 *
 * Without `outputs` every node's saved pictures count.
 */
export const ComfyParameters = z
  .strictObject({
    workflow: Workflow,
    inputs: z.partialRecord(z.enum(FIELDS), Places),
    outputs: z.array(z.string()).min(1).optional(),
    usdPerImage: z.number().min(0).optional(),
  })
  .superRefine(({ workflow, inputs, outputs }, context) => {
    if (!inputs.prompt) context.addIssue({ code: 'custom', message: 'The prompt goes nowhere.' });
    const nodes = [
      ...Object.values(inputs).flatMap((places) =>
        places.map((place) => place.split('.')[0] ?? ''),
      ),
      ...(outputs ?? []),
    ];
    for (const node of nodes) {
      if (Object.hasOwn(workflow, node)) continue;
      context.addIssue({ code: 'custom', message: `The workflow has no node ${node}.` });
    }
  });
export type ComfyParameters = z.infer<typeof ComfyParameters>;

export type Values = Partial<Record<WorkflowField, string | number | undefined>>;

/** What a request puts into a workflow. Pure. */
export function valuesOf(
  payload: RenderImagesPayload,
  vendorModel: string,
  given: Pick<Values, 'source' | 'mask' | 'strength'>,
): Values {
  return {
    ...given,
    prompt: payload.prompt,
    negativePrompt: payload.negativePrompt ?? '',
    seed: payload.seed,
    width: payload.width,
    height: payload.height,
    steps: payload.steps,
    guidance: payload.guidance,
    model: vendorModel,
  };
}

/** The workflow with the request in it; the one given stays as it is. Pure. */
export function fill({ workflow, inputs }: ComfyParameters, values: Values): Workflow {
  const filled = structuredClone(workflow);
  for (const field of FIELDS) {
    const value = values[field];
    if (value === undefined) continue;
    for (const place of inputs[field] ?? []) {
      const [node = '', input = ''] = place.split('.');
      const target = filled[node];
      if (target) target.inputs[input] = value;
    }
  }
  return filled;
}
