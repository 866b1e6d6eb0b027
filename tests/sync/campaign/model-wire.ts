import type { SupabaseClient } from '@supabase/supabase-js';
import type { QueueJobBody } from '../../../contract/functions/queue-job.ts';
import type { WorkspaceActionsBody } from '../../../contract/functions/workspace-actions.ts';
import type {
  DigestAnswer,
  Mutation,
  PullAnswer,
  PullCursor,
  PushAnswer,
} from '../../../contract/sync.ts';
import type { Random } from '../random.ts';
import type { ModelServer } from './model-server.ts';
import type { Caller } from './model-store.ts';

/** What a device asks of the backend, as plain functions: what a planted bug is wrapped around. */
export interface Requests {
  push(mutations: Mutation[]): PushAnswer | Promise<PushAnswer>;
  pull(after: PullCursor, most: number): PullAnswer | Promise<PullAnswer>;
  digest(upto: string): DigestAnswer;
  queueJob(body: QueueJobBody): unknown;
  workspaceActions(body: WorkspaceActionsBody): unknown;
  upload(path: string): void;
}

export interface Wire {
  client: SupabaseClient;
  /** How often a request meets a fault, 0 to 1. */
  rate: number;
  /** Nothing gets through, in either direction. */
  cut: boolean;
  /** What the creator does while a request is on its way. */
  meanwhile: (() => void) | undefined;
  /** Requests that were given up here arrive there now. */
  deliverLate(): Promise<void>;
}

export const requestsTo = (server: ModelServer, caller: Caller): Requests => ({
  push: (mutations) => server.push(caller, mutations),
  pull: (after, most) => server.pull(caller, after, most),
  digest: (upto) => server.digest(caller, upto),
  queueJob: (body) => server.queueJob(caller, body),
  workspaceActions: (body) => server.workspaceActions(caller, body),
  upload: (path) => server.upload(path),
});

class Silence extends Error {}
class BadGateway extends Error {}

/**
 * The few methods of supabase-js that sync calls, straight into the model of the server, over a network that fails in
 * every way between a request and its answer. What travels is copied, as it is by JSON.
 */
export function createWire(requests: Requests, user: string, random: Random): Wire {
  const late: (() => unknown)[] = [];

  async function send<T>(request: () => T | Promise<T>): Promise<T> {
    if (random.chance(0.15)) wire.meanwhile?.();
    if (wire.cut) throw new Silence();
    if (!random.chance(wire.rate)) return request();
    switch (random.below(5)) {
      case 0:
        throw new Silence();
      case 1:
        // It did its work, and the answer is lost.
        await request();
        throw new Silence();
      case 2:
        // It arrives twice.
        await request();
        return request();
      case 3:
        late.push(request);
        throw new Silence();
      default:
        throw new BadGateway();
    }
  }

  async function rest(request: () => unknown) {
    try {
      return { data: copied(await send(request)), error: null, status: 200 };
    } catch (error) {
      if (!(error instanceof Silence || error instanceof BadGateway)) throw error;
      const status = error instanceof Silence ? 0 : 502;
      return { data: null, error: { message: 'failed' }, status };
    }
  }

  async function call(name: string, body: unknown) {
    const mine = copied(body);
    try {
      const answer = await send(() =>
        name === 'queue-job'
          ? requests.queueJob(mine as QueueJobBody)
          : requests.workspaceActions(mine as WorkspaceActionsBody),
      );
      return { data: copied(answer), error: null };
    } catch (error) {
      if (error instanceof Silence) return { data: null, error };
      if (!(error instanceof BadGateway)) throw error;
      return { data: null, error, response: new Response('Bad gateway', { status: 502 }) };
    }
  }

  const client = {
    auth: { getSession: async () => ({ data: { session: { user: { id: user } } }, error: null }) },
    rpc(name: string, input: { mutations: Mutation[]; after: PullCursor; upto: string }) {
      const mine = copied(input);
      if (name === 'sync_push') return rest(() => requests.push(mine.mutations));
      if (name === 'sync_digest') return rest(() => requests.digest(mine.upto));
      return rest(() => requests.pull(mine.after, 1 + random.below(12)));
    },
    functions: { invoke: (name: string, { body }: { body: unknown }) => call(name, body) },
    storage: {
      from: () => ({
        upload: async (path: string) => {
          const { error, status } = await rest(() => requests.upload(path));
          return { data: null, error: error && { ...error, status } };
        },
      }),
    },
  };

  const wire: Wire = {
    // Sync uses nothing else of it; whatever it did would throw at once.
    client: client as unknown as SupabaseClient,
    rate: 0,
    cut: false,
    meanwhile: undefined,
    async deliverLate() {
      while (late.length > 0) {
        const [request] = late.splice(random.below(late.length), 1);
        await request?.();
      }
    },
  };
  return wire;
}

function copied<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}
