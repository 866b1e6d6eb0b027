import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { HttpUrl } from '../../contract/primitives.ts';
import { readJsonFile, writeJsonFile } from '../../core/system/json-file.ts';

/**
 * `host.json` of a data folder (0600), while a browser host has it open: where it listens, and a secret that asks it
 * for another link. Only whoever finds the folder's lock held should read it: a host that was killed leaves its file.
 */
const HostFile = z.object({
  pid: z.int().min(1),
  port: z.int().min(1).max(65_535),
  secret: z.string().min(32).max(200),
});
type HostFile = z.infer<typeof HostFile>;

const Link = z.object({ url: HttpUrl });

/** A host that just took the lock is about to listen. */
const PATIENCE = 2_000;
const LOOK_AGAIN = 100;
const ANSWER_WITHIN = 2_000;

/** Answers a function that takes the file away, unless it is another host's by then. */
export async function announceHost(
  path: string,
  host: Omit<HostFile, 'pid'>,
): Promise<() => Promise<void>> {
  await writeJsonFile(path, { pid: process.pid, ...host } satisfies HostFile);
  return async () => {
    if ((await read(path))?.secret === host.secret) await rm(path, { force: true });
  };
}

/** A fresh link to the host that has the folder open; null if it is no browser host that has it. */
export async function askForLink(path: string): Promise<string | null> {
  const until = performance.now() + PATIENCE;
  for (;;) {
    const host = await read(path);
    const url = host && isAlive(host.pid) ? await ask(host) : null;
    if (url !== null || performance.now() > until) return url;
    await wait(LOOK_AGAIN);
  }
}

async function ask({ port, secret }: HostFile): Promise<string | null> {
  const origin = `http://127.0.0.1:${port}`;
  try {
    const answer = await fetch(`${origin}/link`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'x-atelier-client': 'start' },
      signal: AbortSignal.timeout(ANSWER_WITHIN),
      redirect: 'error',
    });
    const { url } = Link.parse(await answer.json());
    // Whatever listens there by now, only a link to that very place is opened.
    return answer.ok && url.startsWith(`${origin}/open?token=`) ? url : null;
  } catch {
    return null;
  }
}

/** What does not read says as little as what is not there. */
async function read(path: string): Promise<HostFile | null> {
  try {
    return HostFile.safeParse(await readJsonFile(path)).data ?? null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
