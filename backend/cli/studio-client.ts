import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { AtelierError } from '../../contract/errors.ts';
import type { StudioContract } from '../../contract/studio/index.ts';
import { createLog } from '../../core/system/log.ts';
import { studioPaths } from '../../core/system/paths.ts';
import { askForLink } from '../host/host-file.ts';

/** A studio to ask, wherever it runs. */
export interface StudioClient {
  calls: ContractRouterClient<StudioContract>;
  /** A request below the media base, such as `import`. */
  media(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/**
 * The library of a data folder: opened here if nobody has it open, else asked for at the browser host that has.
 * Errors: those of `createStudio`; `studio_in_use` where the desktop app has it, which takes no calls from outside.
 */
export async function openLibrary(dataDir: string): Promise<StudioClient> {
  const log = createLog({ level: 'error' }).with({ program: 'library' });
  try {
    // The whole program: not loaded for the help, nor to refuse a wrong option.
    const { openSoloStudio } = await import('./solo-studio.ts');
    const solo = await openSoloStudio({ dataDir, log, backend: false });
    return {
      calls: createRouterClient(solo.studio.router),
      media: (path, init) => solo.studio.media(new Request(`http://media/${path}`, init)),
      close: () => solo.close(),
    };
  } catch (error) {
    if (!(error instanceof AtelierError) || error.code !== 'studio_in_use') throw error;
    const link = await askForLink(studioPaths(dataDir).host);
    if (link === null) throw error;
    return joinHost(link);
  }
}

/** Trades the link for a cookie, as a browser does. */
async function joinHost(link: string): Promise<StudioClient> {
  const { origin } = new URL(link);
  const opened = await fetch(link, { redirect: 'manual' });
  await opened.body?.cancel();
  const cookie = opened.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie === undefined) throw new AtelierError('unauthenticated', 'The host gave no session.');
  const own = { cookie, 'x-atelier-client': 'library' };
  return {
    calls: createORPCClient(new RPCLink({ url: `${origin}/rpc`, headers: own })),
    media: (path, init) =>
      fetch(`${origin}/media/${path}`, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init?.headers)), ...own },
      }),
    close: () => Promise.resolve(),
  };
}
