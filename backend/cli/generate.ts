import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { AtelierError, ErrorBody, toErrorBody } from '../../contract/errors.ts';
import { extensionOf } from '../../contract/media.ts';
import type { WorkspaceAsset } from '../../contract/assets.ts';
import { ImageRequest, type Order } from '../../contract/orders.ts';
import type { Studio } from '../../core/studio.ts';
import { createLog } from '../../core/system/log.ts';
import { defaultDataDir } from '../../core/system/paths.ts';
import { readLevel, readOptions, wholeNumber } from './options.ts';

const HELP = `Usage: npm run -s atelier -- generate --prompt P [options]

Makes pictures the way the studio does: embedded backend, queue, worker, workspace. Prints one JSON object,
{"order","assets","credits"}, and exits 0; or {"error":{"code","message"}} and exits 1.

  --prompt P      what to make
  --model M       draft, or a model's id such as openai/gpt-image-1-mini (default draft)
  --count N       how many (default 1)
  --aspect R      1:1 16:9 9:16 4:3 3:4 3:2 2:3 21:9 (default 1:1)
  --seed N        the first picture's seed; the next ones count up
  --format F      webp, png or jpeg (default webp)
  --quality Q     draft, standard or high (default standard)
  --negative P    what to leave out
  --save          save the pictures to the library
  --out DIR       also copy the files there
  --data DIR      the library's folder
  --timeout S     give up after so many seconds (default 600)
  --json          accepted; the answer is JSON anyway
  --verbose       what happens meanwhile, on standard error
`;

const DRAFT = 'draft/studio';
const BACKEND_PATIENCE = 60_000;

type Client = ReturnType<typeof clientOf>;

function clientOf(studio: Studio) {
  return createRouterClient(studio.router);
}

/** One whole run from prompt to file. */
export async function generate(args: string[]): Promise<number> {
  try {
    const options = readOptions(args, {
      prompt: { type: 'string' },
      model: { type: 'string' },
      count: { type: 'string' },
      aspect: { type: 'string' },
      seed: { type: 'string' },
      format: { type: 'string' },
      quality: { type: 'string' },
      negative: { type: 'string' },
      save: { type: 'boolean' },
      out: { type: 'string' },
      data: { type: 'string' },
      timeout: { type: 'string' },
      json: { type: 'boolean' },
      verbose: { type: 'boolean' },
      help: { type: 'boolean' },
    });
    if (options.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const request = readRequest(options);
    const seconds = wholeNumber('timeout', options.timeout) ?? 600;
    const dataDir = options.data ? resolve(options.data) : defaultDataDir();
    const level = readLevel(options.verbose, 'error');
    // The whole program: not loaded for the help, nor to refuse a wrong option.
    const { openSoloStudio } = await import('./solo-studio.ts');
    const solo = await openSoloStudio({ dataDir, level, log: createLog({ level }) });
    try {
      const answer = await run(solo.studio, request, {
        save: options.save === true,
        out: options.out === undefined ? undefined : resolve(options.out),
        deadline: Date.now() + seconds * 1000,
      });
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    } finally {
      await solo.close();
    }
    return 0;
  } catch (error) {
    if (!(error instanceof AtelierError) && bodyOf(error).code === 'internal') {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    }
    process.stdout.write(`${JSON.stringify({ error: bodyOf(error) })}\n`);
    return 1;
  }
}

function readRequest(options: Record<string, string | boolean | undefined>): ImageRequest {
  const text = (name: string) => (typeof options[name] === 'string' ? options[name] : undefined);
  const model = text('model');
  const parsed = ImageRequest.safeParse({
    prompt: text('prompt') ?? '',
    model: model === undefined || model === 'draft' ? DRAFT : model,
    count: wholeNumber('count', text('count')),
    aspectRatio: text('aspect'),
    seed: wholeNumber('seed', text('seed')),
    format: text('format'),
    quality: text('quality'),
    negativePrompt: text('negative'),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? 'request';
  throw new AtelierError('invalid_input', `${field}: ${issue?.message ?? 'does not fit'}`, {
    field,
  });
}

async function run(
  studio: Studio,
  request: ImageRequest,
  options: { save: boolean; out: string | undefined; deadline: number },
) {
  const client = clientOf(studio);
  const before = await backendReady(studio, client, request.model);
  const created = await client.generate.create(request);
  const order = await waitUntil(studio, options.deadline, async () => {
    const current = await client.generate.order({ id: created.id });
    return isOver(current) ? current : null;
  }).catch(async (error: unknown) => {
    await client.generate.cancel({ orderId: created.id });
    throw error;
  });
  const failure = order.jobs.find((job) => job.error)?.error ?? order.error;
  if (order.status !== 'completed') {
    throw new AtelierError(failure?.code ?? 'internal', failure?.message ?? 'Nothing came of it.', {
      ...failure?.details,
      orderId: order.id,
    });
  }
  const results = await waitUntil(studio, options.deadline, () => present(client, order));
  const assets = options.save
    ? await client.workspace.promote({ ids: results.map((asset) => asset.id) })
    : results;
  const files = await studio.locate(assets.map((asset) => asset.sha256));
  const { balance: after } = await settled(studio, client, options.deadline);
  const listed = [];
  for (const [index, asset] of assets.entries()) {
    const path = await deliver(files[index]?.path, options.out, order.id, index, asset.mime);
    const { id, width, height, mime, sha256, recipe } = asset;
    listed.push({
      id,
      path,
      width,
      height,
      mime,
      sha256,
      seed: recipe?.seed ?? null,
      model: recipe?.model ?? request.model,
    });
  }
  return { order, assets: listed, credits: { before, charged: order.charged, after } };
}

/** Waits for the first sign-in and for the model; answers the balance. */
async function backendReady(studio: Studio, client: Client, model: string): Promise<number> {
  const deadline = Date.now() + BACKEND_PATIENCE;
  return waitUntil(studio, deadline, async () => {
    const account = await client.account.get();
    if (!account.signedIn) return null;
    const models = await client.generate.models();
    if (models.length === 0) return null;
    if (!models.some((candidate) => candidate.id === model)) {
      const known = models.map((candidate) => candidate.id).join(', ');
      throw new AtelierError(
        'model_unavailable',
        `There is no model ${model}. There are: ${known}`,
      );
    }
    const status = await client.sync.status();
    return status.lastSyncedAt === null ? null : account.balance;
  }).catch((error: unknown) => {
    if (!(error instanceof AtelierError) || error.code !== 'timeout') throw error;
    throw new AtelierError('backend_unavailable', 'The backend did not start within a minute.');
  });
}

function isOver(order: Order): boolean {
  return order.status === 'completed' || order.status === 'failed' || order.status === 'cancelled';
}

/** The order's results once all their files are on this machine. */
async function present(client: Client, order: Order): Promise<WorkspaceAsset[] | null> {
  const expected = order.jobs.filter((job) => job.status === 'completed').length;
  const { items } = await client.workspace.list({ limit: 100 });
  const rank = new Map(order.jobs.map((job) => [job.id, job.sequence]));
  const results = items
    .filter((asset) => asset.orderId === order.id && asset.fileState === 'present')
    .sort((a, b) => (rank.get(a.jobId) ?? 0) - (rank.get(b.jobId) ?? 0));
  return results.length >= expected ? results : null;
}

/** The account once nothing is waiting to be sent. */
function settled(studio: Studio, client: Client, deadline: number) {
  return waitUntil(studio, deadline, async () => {
    const status = await client.sync.status();
    return status.pending === 0 ? client.account.get() : null;
  });
}

async function deliver(
  path: string | undefined,
  out: string | undefined,
  orderId: string,
  index: number,
  mime: WorkspaceAsset['mime'],
): Promise<string> {
  if (path === undefined)
    throw new AtelierError('file_missing', 'A finished picture is not on this machine.');
  if (out === undefined) return path;
  await mkdir(out, { recursive: true });
  const target = join(out, `${orderId.slice(0, 8)}-${index + 1}.${extensionOf(mime)}`);
  await copyFile(path, target);
  return join(out, basename(target));
}

/** Looks again whenever the studio says that something changed, and now and then in case a word was lost. */
async function waitUntil<T>(
  studio: Studio,
  deadline: number,
  look: () => Promise<T | null>,
): Promise<T> {
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== null) return found;
    await changed(studio);
  }
  throw new AtelierError('timeout', 'It took too long.');
}

function changed(studio: Studio): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, 250);
    const stop = studio.onEvent(done);
    function done(): void {
      clearTimeout(timer);
      stop();
      resolve();
    }
  });
}

function bodyOf(error: unknown): ErrorBody {
  const sent = ErrorBody.safeParse((error as { data?: unknown }).data);
  return sent.success ? sent.data : toErrorBody(error);
}
