import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { WorkspaceAsset } from '../../../contract/assets.ts';
import { AtelierError } from '../../../contract/errors.ts';
import { extensionOf } from '../../../contract/media.ts';
import type { ImageRequest, Order } from '../../../contract/orders.ts';
import type { Studio } from '../../../core/studio.ts';
import { backendReady, type Client, clientOf, settled, waitUntil } from './wait.ts';

/** What is ordered: a request, or what makes one once the models are there. */
export interface Wanted {
  readonly model: string;
  readonly requestOf: (client: Client) => Promise<ImageRequest>;
}

/** One order from prompt to files. Errors: those of the order; `timeout`, and then it is cancelled. */
export async function runOrder(
  studio: Studio,
  { model, requestOf }: Wanted,
  options: { save: boolean; out: string | undefined; deadline: number },
) {
  const client = clientOf(studio);
  const before = await backendReady(studio, client, model);
  const request = await requestOf(client);
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
