import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { createDraft } from '../backend/providers/draft/draft.ts';
import { openSoloStudio } from '../backend/cli/solo-studio.ts';
import type { Studio } from '../core/studio.ts';
import { silentLog } from '../core/system/log.ts';
import { type BenchResult, median, round } from './bench.ts';
import { drawDirectly } from './draw-directly.ts';

const RUNS = 25;
const WARM_UP = 3;
const GOAL_MS = 300;

/**
 * From `generate.create` to the picture present in the workspace: outbox, enqueue, claim, draw, upload, complete,
 * pull, download, hash check. The provider's own time, measured in the same run on the same request, is taken off.
 */
export async function pipeline(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  const solo = await openSoloStudio({ dataDir: folder, log: silentLog });
  const { studio } = solo;
  const client = clientOf(studio);
  try {
    while (
      !(await client.account.get()).signedIn ||
      (await client.generate.models()).length === 0
    ) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const totals: number[] = [];
    for (let run = 0; run < RUNS + WARM_UP; run += 1) {
      const since = performance.now();
      const order = await client.generate.create({
        prompt: 'a lighthouse in the fog',
        model: 'draft/studio',
        seed: run,
      });
      await shown(studio, client, order.id);
      if (run >= WARM_UP) totals.push(performance.now() - since);
    }
    const draft = createDraft();
    const provider = await drawDirectly(draft, 'a lighthouse in the fog', RUNS, WARM_UP);
    await draft.close?.();
    const rest = median(totals) - median(provider);
    return {
      figures: {
        'median from create to shown (ms)': round(median(totals)),
        'slowest (ms)': round(Math.max(...totals)),
        'median of the provider alone (ms)': round(median(provider)),
        'median less the provider (ms)': round(rest),
        runs: RUNS,
      },
      goal: `median less the provider <= ${GOAL_MS} ms`,
      met: rest <= GOAL_MS,
    };
  } finally {
    await solo.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Client = ReturnType<typeof clientOf>;

function clientOf(studio: Studio) {
  return createRouterClient(studio.router);
}

/** Looks whenever the studio says that the workspace changed, which is when a screen would. */
function shown(studio: Studio, client: Client, orderId: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = studio.onEvent(({ topic }) => {
      if (topic === 'workspace') void look().catch(reject);
    });
    const timer = setTimeout(() => reject(new Error('no picture within 30 s')), 30_000);
    async function look(): Promise<void> {
      const { items } = await client.workspace.list({ limit: 5 });
      if (!items.some((asset) => asset.orderId === orderId && asset.fileState === 'present'))
        return;
      clearTimeout(timer);
      stop();
      resolve();
    }
  });
}
