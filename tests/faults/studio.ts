import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import type { Task } from '../../contract/studio/storage.ts';
import type { Studio } from '../../core/studio.ts';
import { createLog } from '../../core/system/log.ts';
import { openTestStudio, type TestStudio } from '../../core/test-studio.ts';

export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-faults-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface OpenedStudio {
  studio: Studio;
  calls: TestStudio['calls'];
  logged: string[];
  /** Resolves with a task when it has ended. */
  ended: (task: Task) => Promise<Task>;
  /** Imports a small picture of its own; answers its work's id and content. */
  take: (seed: number, name?: string) => Promise<{ id: string; sha256: string }>;
}

/** A studio without a backend on a data folder. */
export async function openStudio(data: string): Promise<OpenedStudio> {
  const logged: string[] = [];
  const { studio, calls } = await openTestStudio(data, {
    log: createLog({ write: (line) => void logged.push(line) }),
  });
  onTestFinished(() => studio.close());
  return {
    studio,
    calls,
    logged,
    async ended(task) {
      for (;;) {
        const found = (await calls.storage.tasks()).find(({ id }) => id === task.id);
        if (!found) throw new Error('the task is gone');
        if (found.state !== 'running') return found;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async take(seed, name) {
      const answer = await studio.media(importOf(await smallPng(seed), name));
      const { value } = (await answer.json()) as { value: { id: string; sha256: string } };
      return value;
    },
  };
}

export function importOf(bytes: Uint8Array, name = 'a.png'): Request {
  return new Request('http://media/import', {
    method: 'POST',
    body: new Uint8Array(bytes),
    headers: { 'x-file-name': name },
  });
}

/** Nine pixels of their own for each seed. */
export function smallPng(seed: number): Promise<Buffer> {
  const data = Buffer.from(
    Array.from({ length: 27 }, (_, index) => (seed * 7919 + index * 31 * (seed + 1)) & 0xff),
  );
  data.writeUInt32LE(seed >>> 0, 0);
  return sharp(data, { raw: { width: 3, height: 3, channels: 3 } })
    .png()
    .toBuffer();
}
