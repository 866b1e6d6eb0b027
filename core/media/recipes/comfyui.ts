import {
  type Graph,
  inOrder,
  type Node,
  nodeAt,
  readPrompt,
  readWorkflow,
  upstream,
} from './comfyui-graph.ts';
import type { FoundRecipe, Program } from './program.ts';

/**
 * ComfyUI writes no prompt, but the graph that made the picture: as it was run (`prompt`) and as it was drawn
 * (`workflow`), in PNG texts, in WebP in EXIF. The sampler nearest to what was saved is looked for, and its inputs are
 * followed to their texts, model and size.
 */
export const comfyui: Program = {
  id: 'comfyui',
  read(texts) {
    const graph = readPrompt(texts.get('prompt')) ?? readWorkflow(texts.get('workflow'));
    const sampler = graph && findSampler(graph);
    return sampler && describe(graph, sampler);
  },
};

function isSampler({ inputs }: Node): boolean {
  const samples = 'latent_image' in inputs || 'latent' in inputs || 'samples' in inputs;
  return ('positive' in inputs && samples) || ('guider' in inputs && 'sampler' in inputs);
}

/** Before one that is saved a picture may have gone through several: the last is the nearest to the end. */
function findSampler(graph: Graph): Node | undefined {
  for (const end of graph.values()) {
    if (!/save|preview/i.test(end.type)) continue;
    for (const node of upstream(graph, end)) if (isSampler(node)) return node;
  }
  return [...graph.values()].find(isSampler);
}

function describe(graph: Graph, sampler: Node): FoundRecipe | undefined {
  const guider = nodeAt(graph, sampler.inputs['guider']);
  const positive = nodeAt(
    graph,
    guider?.inputs['conditioning'] ?? guider?.inputs['positive'] ?? sampler.inputs['positive'],
  );
  const negative = nodeAt(graph, guider ? guider.inputs['negative'] : sampler.inputs['negative']);
  const latent = nodeAt(graph, sampler.inputs['latent_image'] ?? sampler.inputs['latent']);
  const before = [...upstream(graph, sampler)];
  const modelNodes = [...modelChain(graph, guider ?? sampler)];
  // A picture that something else made (an upscaler's own model) still has a sampler; without a word it says nothing.
  const prompt = positive ? textsOf(graph, positive) : '';
  const model = firstText(modelNodes, ['ckpt_name', 'unet_name', 'model_name']);
  if (prompt === '' && model === undefined) return undefined;
  return {
    software: 'ComfyUI',
    prompt,
    negativePrompt: (negative && textsOf(graph, negative)) || undefined,
    model,
    seed: seedOf(graph, sampler),
    ...sizeOf(graph, latent),
    parameters: {
      ...pick(
        graph,
        [sampler, ...before],
        ['steps', 'cfg', 'guidance', 'sampler_name', 'scheduler', 'denoise'],
      ),
      ...lorasOf(modelNodes),
    },
  };
}

const TEXTS = ['text', 'text_g', 'text_l', 't5xxl', 'clip_l', 'prompt', 'string', 'value'];

/** The texts that a conditioning is made of, through everything that combines and changes it. */
function textsOf(graph: Graph, from: Node): string {
  const found = new Set<string>();
  for (const node of inOrder(graph, from)) {
    for (const name of TEXTS) {
      const value = node.inputs[name];
      if (typeof value === 'string' && value.trim() !== '') found.add(value.trim());
    }
  }
  return [...found].join('\n');
}

/** From a sampler along its `model` inputs: LoRAs on the way, the model itself at the end. */
function* modelChain(graph: Graph, from: Node): Generator<Node> {
  const seen = new Set<Node>();
  for (let node = nodeAt(graph, from.inputs['model']); node && !seen.has(node);) {
    seen.add(node);
    yield node;
    node = nodeAt(graph, node.inputs['model']);
  }
}

function firstText(nodes: readonly Node[], names: readonly string[]): string | undefined {
  for (const node of nodes) {
    for (const name of names) {
      const value = node.inputs[name];
      if (typeof value === 'string' && value !== '') return value;
    }
  }
  return undefined;
}

function lorasOf(nodes: readonly Node[]): { loras?: string } {
  const loras = nodes.flatMap(({ inputs }) =>
    typeof inputs['lora_name'] === 'string'
      ? [`${inputs['lora_name']} (${Number(inputs['strength_model'] ?? 1)})`]
      : [],
  );
  return loras.length === 0 ? {} : { loras: loras.join(', ') };
}

/** A value, or that of the node it comes from. */
function valueOf(graph: Graph, input: unknown): unknown {
  const from = nodeAt(graph, input);
  if (!from) return input;
  return (
    from.inputs['value'] ?? from.inputs['seed'] ?? from.inputs['noise_seed'] ?? from.inputs['int']
  );
}

function seedOf(graph: Graph, { inputs }: Node): number | string | undefined {
  const noise = nodeAt(graph, inputs['noise'])?.inputs['noise_seed'];
  const seed = valueOf(graph, inputs['seed'] ?? inputs['noise_seed'] ?? noise);
  return typeof seed === 'number' || typeof seed === 'string' ? seed : undefined;
}

function sizeOf(graph: Graph, latent: Node | undefined): { width?: number; height?: number } {
  const width = valueOf(graph, latent?.inputs['width']);
  const height = valueOf(graph, latent?.inputs['height']);
  return typeof width === 'number' && typeof height === 'number' ? { width, height } : {};
}

/** The nearest value of each name that is no input from elsewhere. */
function pick(
  graph: Graph,
  nodes: readonly Node[],
  names: readonly string[],
): Record<string, unknown> {
  const entries = names.flatMap((name) => {
    const node = nodes.find((each) => each.inputs[name] !== undefined);
    const value = node && valueOf(graph, node.inputs[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}
