import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';

type Procedure = (input: unknown, options?: { signal?: AbortSignal }) => Promise<unknown>;
export type StudioClient = Record<string, Record<string, Procedure>>;

export interface StudioLink {
  /** Calls go over this port from now on; those that wait on the one before fail. */
  use(port: MessagePort): void;
  /** The client of the studio that runs; waits a while for the first to start. Rejects if none does. */
  client(): Promise<StudioClient>;
}

/** A studio opens within a second. Who waited this long is told instead. */
const PATIENCE = 15_000;

/** The port to the studio, which changes whenever the studio is started again. */
export function createStudioLink(): StudioLink {
  const first = Promise.withResolvers<StudioClient>();
  let current: Promise<StudioClient> = first.promise;
  let connected: MessagePort | undefined;

  return {
    use(port) {
      // Chromium tells a page's port nothing of the other end's death, so that it is told here: the link fails the
      // calls that wait, which answer `offline`, and the page asks again.
      connected?.dispatchEvent(new Event('close'));
      connected?.close();
      connected = port;
      const client = createORPCClient<StudioClient & object>(new RPCLink({ port }));
      port.start();
      first.resolve(client);
      current = Promise.resolve(client);
    },
    client() {
      const late = new Promise<never>((_resolve, reject) => {
        setTimeout(() => reject(new Error('The studio does not answer.')), PATIENCE);
      });
      return Promise.race([current, late]);
    },
  };
}
