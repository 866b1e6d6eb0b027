import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink as FetchLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCHandler } from '@orpc/server/message-port';
import type { StudioContract } from '../../contract/studio/index.ts';
import { type Host, startHost } from '../../backend/host/host.ts';
import type { Studio } from '../../core/studio.ts';
import { openTestStudio } from '../../core/test-studio.ts';
import { silentLog } from '../../core/system/log.ts';

export type StudioClient = ContractRouterClient<StudioContract>;

export interface Connected {
  client: StudioClient;
  studio: Studio;
  close(): Promise<void>;
}

/** A real studio on a fresh folder, without a backend: what a transport carries does not depend on one. */
async function freshStudio(
  host: 'desktop' | 'browser',
): Promise<{ studio: Studio; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-contract-'));
  const { studio } = await openTestStudio(folder, { fetch, host });
  return { studio, folder };
}

/** Opens the one-time link and answers the cookie that it gives. */
export async function cookieOf(host: Host): Promise<string> {
  const answer = await fetch(host.createLink(), { redirect: 'manual' });
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

async function overFetch(): Promise<Connected> {
  const { studio, folder } = await freshStudio('browser');
  const host = await startHost({ studio, rendererDir: folder, port: 0, log: silentLog });
  const cookie = await cookieOf(host);
  const link = new FetchLink({
    url: `${host.origin}/rpc`,
    headers: { cookie, origin: host.origin },
  });
  return {
    client: createORPCClient<StudioClient>(link),
    studio,
    async close() {
      await host.close();
      await studio.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function overMessagePort(): Promise<Connected> {
  const { studio, folder } = await freshStudio('desktop');
  const { port1, port2 } = new MessageChannel();
  new RPCHandler(studio.router).upgrade(port1);
  port1.start();
  const link = new PortLink({ port: port2 });
  port2.start();
  return {
    client: createORPCClient<StudioClient>(link),
    studio,
    async close() {
      port2.close();
      await studio.close();
      await rm(folder, { recursive: true });
    },
  };
}

export const TRANSPORTS = {
  'fetch with server-sent events': overFetch,
  'message port': overMessagePort,
};
