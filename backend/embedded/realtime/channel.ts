import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Engine, RequestContext } from '../engine/engine.ts';
import type { Log } from '../gateway/log.ts';
import { type Keys, TokenError } from '../keys/keys.ts';
import { type Changes, type Subscriber } from './changes.ts';
import { FilterError } from './filter.ts';
import type { Hub, Member } from './hub.ts';
import { nameTooLong } from './message.ts';
import { type Permissions, askPolicies, replay } from './policies.ts';

const Name = z.string().max(255);
const JoinConfig = z.object({
  broadcast: z
    .object({
      self: z.boolean().nullish(),
      ack: z.boolean().nullish(),
      /** Wants to be told once what the database sends arrives here. */
      replication_ready: z.boolean().nullish(),
      replay: z.object({ since: z.number(), limit: z.number().int().min(1).optional() }).nullish(),
    })
    .nullish(),
  presence: z.object({ key: Name.nullish(), enabled: z.boolean().nullish() }).nullish(),
  private: z.boolean().nullish(),
  postgres_changes: z
    .array(
      z.looseObject({
        event: Name,
        schema: Name.default('public'),
        table: Name.optional(),
        filter: z.string().max(4096).optional(),
        select: z.array(Name).max(1600).optional(),
      }),
    )
    .max(100)
    .nullish(),
});
export const JoinPayload = z.object({
  config: JoinConfig.nullish(),
  access_token: z.string().nullish(),
});
type JoinConfig = z.infer<typeof JoinConfig>;

const BroadcastPush = z.object({ event: z.string(), payload: z.unknown() });
const PresencePush = z.object({
  event: z.string(),
  payload: z.record(z.string(), z.unknown()).nullish(),
});

export interface ChannelDeps {
  engine: Engine;
  keys: Keys;
  hub: Hub;
  changes: Changes;
  log: Log;
  clock: () => number;
}

/** How a channel speaks to its socket. */
export interface Wire {
  push(event: string, payload: unknown): void;
  closed(): void;
}

/** A join that is refused, with the reason its client is told. */
export class JoinError extends Error {}

export type Reply = { status: 'ok' | 'error'; response: unknown } | null;

const ALL: Permissions = { read: true, writeBroadcast: true, writePresence: true };
/** Node's timers hold no more than 2^31 ms; a token that lives longer outlives the connection's own renewals. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * One client on one topic: joined → (renewed)* → left. Its token decides what it sees, and ends it.
 */
export class Channel implements Subscriber {
  readonly topic: string;
  readonly #deps: ChannelDeps;
  readonly #wire: Wire;
  readonly #config: JoinConfig;
  readonly #member: Member;
  readonly #presenceKey: string;
  #context: RequestContext = contextOf({});
  #permissions = ALL;
  #expiry: NodeJS.Timeout | undefined;
  #left = false;

  constructor(topic: string, config: JoinConfig, deps: ChannelDeps, wire: Wire) {
    this.topic = topic;
    this.#deps = deps;
    this.#wire = wire;
    this.#config = config;
    this.#presenceKey = config.presence?.key || randomUUID();
    this.#member = {
      id: randomUUID(),
      topic,
      isPrivate: config.private === true,
      presenceEnabled: config.presence?.enabled === true,
      push: (event, payload) => wire.push(event, payload),
    };
  }

  context(): RequestContext {
    return this.#context;
  }

  deliver(ids: number[], data: unknown): void {
    this.#wire.push('postgres_changes', { ids, data });
  }

  /** Throws {@link JoinError}. The answer goes out before anything that `afterJoin` sends. */
  async join(token: string): Promise<unknown> {
    await this.#adopt(token);
    const bindings = this.#config.postgres_changes ?? [];
    this.#deps.hub.join(this.#member);
    if (bindings.length === 0) return { postgres_changes: [] };
    try {
      const ids = await this.#deps.changes.subscribe(this, bindings);
      this.#subscribed = null;
      // A channel that left meanwhile must not stay subscribed.
      if (this.#left) await this.#deps.changes.unsubscribe(this);
      return {
        postgres_changes: bindings.map((binding, index) => ({ ...binding, id: ids[index] })),
      };
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      this.#subscribed = error.message;
      return {
        postgres_changes: bindings.map((binding, index) => ({ ...binding, id: -1 - index })),
      };
    }
  }

  /** Why there are no changes; null when there are, undefined when none were asked for. */
  #subscribed: string | null | undefined;

  async afterJoin(): Promise<void> {
    if (this.#member.presenceEnabled) {
      this.#wire.push('presence_state', this.#deps.hub.state(this.#member));
    }
    if (this.#subscribed === null)
      this.#system('postgres_changes', 'ok', 'Subscribed to PostgreSQL');
    else if (this.#subscribed !== undefined) {
      const message = `Unable to subscribe to changes with given parameters. ${this.#subscribed}`;
      this.#system('postgres_changes', 'error', message);
    }
    // Nothing has to connect first: the trigger and its listener stand since this server's start.
    if (this.#config.broadcast?.replication_ready === true)
      this.#system('system', 'ok', 'Replication connection established');
    const asked = this.#config.broadcast?.replay;
    if (!asked || !this.#member.isPrivate) return;
    for (const { id, event, payload } of await replay(
      this.#deps.engine,
      this.topic,
      asked.since,
      asked.limit,
    )) {
      this.#wire.push('broadcast', {
        type: 'broadcast',
        event,
        payload,
        meta: { id, replayed: true },
      });
    }
  }

  /** A refreshed token. One that is refused ends the channel. */
  async renew(token: string): Promise<void> {
    try {
      await this.#adopt(token);
    } catch (error) {
      if (!(error instanceof JoinError)) throw error;
      await this.end(error.message);
    }
  }

  broadcast(payload: unknown): Reply {
    const { event, payload: body } = BroadcastPush.parse(payload);
    const tooLong = nameTooLong(this.topic, event);
    if (tooLong) return { status: 'error', response: { reason: tooLong } };
    if (!this.#permissions.writeBroadcast) return this.#acknowledge('error', 'Unauthorized');
    const { id, isPrivate } = this.#member;
    const except = this.#config.broadcast?.self === true ? undefined : id;
    const message = { type: 'broadcast', event, payload: body };
    this.#deps.hub.broadcast(this.topic, isPrivate, message, except);
    return this.#acknowledge('ok');
  }

  presence(payload: unknown): Reply {
    const { event, payload: meta } = PresencePush.parse(payload);
    if (!this.#permissions.writePresence)
      return { status: 'error', response: { reason: 'Unauthorized' } };
    if (event.toLowerCase() === 'track') {
      this.#deps.hub.track(this.#member, this.#presenceKey, meta ?? {});
    } else if (event.toLowerCase() === 'untrack') this.#deps.hub.untrack(this.#member);
    return { status: 'ok', response: {} };
  }

  async leave(): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    clearTimeout(this.#expiry);
    this.#deps.hub.leave(this.#member);
    await this.#deps.changes.unsubscribe(this);
  }

  async end(message: string): Promise<void> {
    if (this.#left) return;
    this.#system('system', 'error', message);
    this.#wire.push('phx_close', {});
    this.#wire.closed();
    await this.leave();
  }

  #acknowledge(status: 'ok' | 'error', reason?: string): Reply {
    if (this.#config.broadcast?.ack !== true) return null;
    return { status, response: reason ? { reason } : {} };
  }

  #system(extension: string, status: 'ok' | 'error', message: string): void {
    this.#wire.push('system', { channel: this.topic, extension, status, message });
  }

  async #adopt(token: string): Promise<void> {
    const { keys, engine, clock } = this.#deps;
    let claims: Record<string, unknown>;
    try {
      claims = await keys.verify(token);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      const reason = error.expired ? 'Token has expired' : 'The token provided is not a valid JWT';
      throw new JoinError(`InvalidJWTToken: ${reason}`);
    }
    const context = contextOf(claims);
    if (this.#member.isPrivate) {
      const permissions = await askPolicies(engine, context, this.topic);
      if (!permissions.read) {
        throw new JoinError(
          `Unauthorized: You do not have permissions to read from this Channel topic: ${this.topic}`,
        );
      }
      this.#permissions = permissions;
    }
    this.#context = context;
    clearTimeout(this.#expiry);
    if (this.#left || typeof claims.exp !== 'number') return;
    const ms = claims.exp * 1000 - clock();
    if (ms > LONGEST_TIMER_MS) return;
    this.#expiry = setTimeout(
      () => {
        this.end('InvalidJWTToken: Token has expired').catch((error: unknown) => {
          this.#deps.log.warn('realtime: could not end a channel', { error });
        });
      },
      Math.max(0, ms),
    );
    this.#expiry.unref();
  }
}

function contextOf(claims: Record<string, unknown>): RequestContext {
  const role = typeof claims.role === 'string' && claims.role !== '' ? claims.role : 'anon';
  return { role, claims, headers: {}, method: 'GET', path: '/realtime/v1/websocket' };
}
