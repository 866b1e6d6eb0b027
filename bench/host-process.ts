import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../scripts/atelier.ts', import.meta.url));

export interface HostProcess {
  child: ChildProcess;
  origin: string;
  /** Of the opened link, as `name=value`: a page that carries it is let in. */
  cookie: string;
  /** Calls the studio as the page does, behind the cookie. */
  call<T>(path: string, input: unknown): Promise<T>;
  get(path: string): Promise<Response>;
  stop(): Promise<void>;
}

/** Starts the browser host as a process of its own and opens its link. */
export async function startHostProcess(
  dataDir: string,
  options: { backend: boolean },
): Promise<HostProcess> {
  const child = spawn(
    process.execPath,
    [
      ENTRY,
      'host',
      '--json',
      '--no-open',
      '--data',
      dataDir,
      ...(options.backend ? [] : ['--no-backend']),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const link = new URL(await firstUrl(child));
  const opened = await fetch(link, { redirect: 'manual' });
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const headers = { cookie, origin: link.origin };
  return {
    child,
    origin: link.origin,
    cookie,
    async call<T>(path: string, input: unknown): Promise<T> {
      const answer = await fetch(`${link.origin}/rpc/${path.replace('.', '/')}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ json: input }),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return ((await answer.json()) as { json: T }).json;
    },
    get: (path) => fetch(`${link.origin}${path}`, { headers }),
    async stop() {
      child.kill('SIGINT');
      await once(child, 'exit');
    },
  };
}

async function firstUrl(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url?: string };
    if (url) return url;
    throw new Error(line);
  }
  throw new Error('the host ended before it printed its link');
}
