import { z } from 'zod';
import { parseObject } from './json.ts';

/** One node: settings by name; an input that comes from another node is `[its id, the number of its output]`. */
export interface Node {
  type: string;
  inputs: Readonly<Record<string, unknown>>;
}

export type Graph = ReadonlyMap<string, Node>;

/** Larger graphs are not walked (rule F7). */
const MOST_NODES = 5_000;

const Prompt = z.record(
  z.string(),
  z.object({ class_type: z.string(), inputs: z.record(z.string(), z.unknown()) }),
);

/** The graph as it was run: the text `prompt`. */
export function readPrompt(text: string | undefined): Graph | undefined {
  const found = parseObject(text, Prompt);
  if (!found) return undefined;
  const entries = Object.entries(found);
  if (entries.length === 0 || entries.length > MOST_NODES) return undefined;
  return new Map(entries.map(([id, node]) => [id, { type: node.class_type, inputs: node.inputs }]));
}

const NodeId = z.union([z.number(), z.string()]).transform(String);
const Workflow = z.object({
  nodes: z
    .array(
      z.object({
        id: NodeId,
        type: z.string(),
        inputs: z
          .array(z.object({ name: z.string(), link: z.number().nullish().catch(null) }))
          .optional()
          .catch([]),
        widgets_values: z
          .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
          .optional()
          .catch([]),
      }),
    )
    .min(1)
    .max(MOST_NODES),
  /** Number, from node, from output, to node, to input, type. */
  links: z
    .array(z.tuple([z.number(), NodeId, z.number()]).rest(z.unknown()))
    .max(MOST_NODES * 10)
    .optional()
    .catch([]),
});

/** Names of the values that these nodes keep in a list, in its order. */
const WIDGETS: Readonly<Record<string, readonly string[]>> = {
  KSampler: ['seed', '', 'steps', 'cfg', 'sampler_name', 'scheduler', 'denoise'],
  KSamplerAdvanced: ['', 'noise_seed', '', 'steps', 'cfg', 'sampler_name', 'scheduler'],
  RandomNoise: ['noise_seed'],
  BasicScheduler: ['scheduler', 'steps', 'denoise'],
  KSamplerSelect: ['sampler_name'],
  FluxGuidance: ['guidance'],
  CLIPTextEncode: ['text'],
  CheckpointLoaderSimple: ['ckpt_name'],
  UNETLoader: ['unet_name'],
  LoraLoader: ['lora_name', 'strength_model', 'strength_clip'],
  EmptyLatentImage: ['width', 'height'],
  EmptySD3LatentImage: ['width', 'height'],
  PrimitiveNode: ['value'],
};

/** The graph as it was drawn: the text `workflow`. Values are known by name only for the nodes listed above. */
export function readWorkflow(text: string | undefined): Graph | undefined {
  const found = parseObject(text, Workflow);
  if (!found) return undefined;
  const links = new Map((found.links ?? []).map((link) => [link[0], [link[1], link[2]] as const]));
  return new Map(
    found.nodes.map(({ id, type, inputs = [], widgets_values: values = [] }) => {
      const named = Array.isArray(values) ? byName(type, values) : values;
      const linked = inputs.flatMap(({ name, link }) => {
        const from = typeof link === 'number' ? links.get(link) : undefined;
        return from ? [[name, from] as const] : [];
      });
      return [id, { type, inputs: { ...named, ...Object.fromEntries(linked) } }];
    }),
  );
}

function byName(type: string, values: readonly unknown[]): Record<string, unknown> {
  const names = Object.hasOwn(WIDGETS, type) ? WIDGETS[type] : undefined;
  return Object.fromEntries(
    (names ?? []).flatMap((name, index) => (name === '' ? [] : [[name, values[index]]])),
  );
}

/** The node an input comes from. */
export function nodeAt(graph: Graph, input: unknown): Node | undefined {
  if (!Array.isArray(input) || input.length !== 2) return undefined;
  return graph.get(String(input[0]));
}

/** Everything that leads to a node, itself first, the nearest before the farther. */
export function* upstream(graph: Graph, from: Node): Generator<Node> {
  const seen = new Set([from]);
  for (const node of seen) {
    yield node;
    for (const input of Object.values(node.inputs)) {
      const before = nodeAt(graph, input);
      if (before) seen.add(before);
    }
  }
}

/** Everything that leads to a node, itself first, in the order of its inputs. */
export function* inOrder(graph: Graph, from: Node): Generator<Node> {
  const seen = new Set<Node>();
  const stack = [from];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    yield node;
    const before = Object.values(node.inputs).flatMap((input) => nodeAt(graph, input) ?? []);
    stack.push(...before.reverse());
  }
}
