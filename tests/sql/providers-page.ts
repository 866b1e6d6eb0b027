import type { Provider } from '../../backend/providers/provider.ts';
import { type Model, ProviderId, QUALITIES, RESOLUTIONS } from '../../contract/models.ts';
import { accessOf } from '../../contract/provider-access.ts';
import { VENDORS } from '../../supabase/functions/_shared/chat-vendors.ts';

const INTRO = `# Providers

This page is made from the code: the providers of \`backend/providers\`, the vendors of \`supabase/functions/_shared\` and
the models of \`supabase\`. A test fails when it is stale; \`npx vitest run tests/sql/contract.test.ts -u\` writes it anew.

Keys and addresses are entered in the settings, where a button tries them; a worker elsewhere reads them from its
environment (\`npm run atelier -- worker --help\`). What a vendor cannot do is not here: OpenAI's films ended in September
2026 and its DALL·E models in May; all of Google's Imagen models ended in August.
`;

const ADDING = `## A model more

A model is a row of \`api_models\`, no code. What differs by model stands in its \`parameters\`:

- **Replicate**: which input takes what (\`backend/providers/replicate/mapping.ts\`).
- **ComfyUI**: a workflow as ComfyUI exports it for its API, and where the parts of a request go in it
  (\`backend/providers/comfyui/workflow.ts\`).
- **OpenAI-compatible servers**: their names for seed, steps, guidance and negative prompt
  (\`backend/providers/openai-compatible/parameters.ts\`).
- **OpenAI**, **Google**: words for qualities, sizes, and what the operator pays.

A key of the operator's: \`OPENAI_MODERATION=on\` has OpenAI's moderation look at what is asked of the functions that
answer words; \`OPENAI_COMPATIBLE_MODEL\` names the model of an own server that does, else it is the first that it lists.

## When a vendor fails

Every answer is bounded in size and time, and parsed; a fault is one of the codes of \`contract/errors.ts\`, and nothing is
charged for it. \`tests/backend/provider-faults.test.ts\` puts the same faults to every provider: HTML, an empty list, an
error inside a 200, two gigabytes declared or only sent, another type of file, silence, a cut connection, 429 with its
pause, 5xx, a refusal.
`;

const PREVIEWS = `Previews are what a provider shows while it draws. ComfyUI sends them over its websocket, where it is started with
\`--preview-method\`. Replicate's predictions hold a log and no frames before their output; Google's operations for films say
only whether they have ended; OpenAI's pictures are asked for whole. For these a job says how far it is, or that it is being
drawn, and no more.`;

const yes = (is: boolean) => (is ? 'yes' : '–');
const list = (items: readonly string[]) => (items.length > 0 ? items.join(', ') : '–');

/** The page as it should be. Pure. */
export function providersPage(providers: readonly Provider[], models: readonly Model[]): string {
  const features = ProviderId.options.map((id) =>
    featuresOf(
      id,
      providers.find((provider) => provider.id === id),
      models.filter(({ provider }) => provider === id),
    ),
  );
  const rows = models
    .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
    .map(modelRow);
  return [
    INTRO,
    '## What each can do',
    '',
    ...table(features),
    '',
    PREVIEWS,
    '',
    '## Models',
    '',
    'Prices are in credits (about a US cent): of a picture by its quality, of a film by the second.',
    '',
    ...table(rows),
    '',
    ADDING,
  ].join('\n');
}

type Row = Record<string, string>;

function featuresOf(id: ProviderId, provider: Provider | undefined, models: readonly Model[]): Row {
  const { key, address } = accessOf(id);
  const words = VENDORS.find((vendor) => vendor.id === id);
  const pictures = models.filter(({ task }) => task === 'image').map((each) => each.capabilities);
  const films = models.flatMap(({ capabilities }) => capabilities.video ?? []);
  const modes = [...new Set(pictures.flatMap(({ sourceModes }) => sourceModes))];
  return {
    Provider: `\`${id}\``,
    Pictures: yes(provider?.renderImages !== undefined),
    'From a picture': list(modes),
    Masks: yes(pictures.some((each) => each.editMasks || each.sourceModes.includes('inpaint'))),
    References: String(Math.max(0, ...pictures.map(({ maxReferences }) => maxReferences)) || '–'),
    Seed: yes(provider?.capabilities.seed ?? false),
    Films: yes(provider?.renderVideo !== undefined),
    'First / last frame': `${yes(films.some(({ firstFrame }) => firstFrame !== 'none'))} / ${yes(films.some(({ lastFrame }) => lastFrame))}`,
    'Words, vision': yes(words !== undefined),
    Embeddings: yes(words?.models.test('text-embedding-3-small') === true && words.id === 'openai'),
    Resumed: yes(provider?.capabilities.resumable ?? false),
    Previews: yes(provider?.capabilities.previews ?? false),
    Key: key,
    Address: yes(address),
  };
}

function modelRow({ id, vendorModel, task, capabilities, prices }: Model): Row {
  return {
    Model: `\`${id}\``,
    'By its vendor': `\`${vendorModel.split(':')[0] ?? ''}\``,
    Makes: task === 'video' ? 'film' : task,
    'From a picture': list(capabilities.sourceModes),
    Takes: list(Object.keys(capabilities.parameters)),
    Price: list(
      [...QUALITIES, ...RESOLUTIONS].flatMap((name) => {
        const credits = prices[name];
        return credits === undefined ? [] : [`${name} ${String(credits)}`];
      }),
    ),
  };
}

function table(rows: readonly Row[]): string[] {
  const names = Object.keys(rows[0] ?? {});
  const cells = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))];
  const widths = names.map((_, at) => Math.max(3, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}
