import type { RawData, WebSocket } from 'ws';
import { Channel, type ChannelDeps, JoinError, JoinPayload, type Reply } from './channel.ts';
import { type Message, type Version, decode, encode, nameTooLong } from './message.ts';

const MAX_CHANNELS = 100;
/** Sends beyond what a client reads are kept in memory: one that stopped reading is cut off. */
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;
/** Clients send a heartbeat every 25 s. */
const IDLE_MS = 60_000;
/** Messages a second that a client may send for long, and at once. */
const RATE = { perSecond: 200, burst: 1000 };
const TOPIC = /^realtime:(.+)$/s;

/** One socket: takes its frames one after the other, so that a join is done before what follows it. */
export function serveConnection(
  socket: WebSocket,
  version: Version,
  connectionToken: string,
  deps: ChannelDeps,
): { close(): Promise<void> } {
  const channels = new Map<string, { joinRef: string | null; channel: Channel }>();
  let queue: Promise<void> = Promise.resolve();
  let allowance = RATE.burst;
  let refilledAt = deps.clock();
  let idle = setTimeout(() => socket.terminate(), IDLE_MS);

  function send(message: Message): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      deps.log.warn('realtime: a client does not read, cut off', {});
      socket.terminate();
      return;
    }
    const frame = encode(version, message);
    if (frame !== null) socket.send(frame);
  }

  function reply(
    { joinRef, ref, topic }: Message,
    status: 'ok' | 'error',
    response: unknown,
  ): void {
    send({ joinRef, ref, topic, event: 'phx_reply', payload: { status, response } });
  }

  async function join(message: Message, name: string): Promise<void> {
    const { topic, joinRef } = message;
    await channels.get(topic)?.channel.leave();
    channels.delete(topic);
    if (channels.size >= MAX_CHANNELS) {
      return reply(message, 'error', { reason: 'ChannelRateLimitReached: Too many channels' });
    }
    const { config, access_token: token } = JoinPayload.parse(message.payload ?? {});
    const channel = new Channel(name, config ?? {}, deps, {
      push: (event, payload) => send({ joinRef, ref: null, topic, event, payload }),
      closed: () => {
        if (channels.get(topic)?.channel === channel) channels.delete(topic);
      },
    });
    channels.set(topic, { joinRef, channel });
    try {
      reply(message, 'ok', await channel.join(token || connectionToken));
      await channel.afterJoin();
    } catch (error) {
      channels.delete(topic);
      await channel.leave();
      if (!(error instanceof JoinError)) throw error;
      reply(message, 'error', { reason: error.message });
    }
  }

  async function handle(message: Message): Promise<void> {
    const { topic, event, payload } = message;
    if (topic === 'phoenix' && event === 'heartbeat') return reply(message, 'ok', {});
    const name = TOPIC.exec(topic)?.[1];
    if (!name) return reply(message, 'error', { reason: 'unmatched topic' });
    const tooLong = nameTooLong(name);
    if (tooLong) return reply(message, 'error', { reason: tooLong });
    if (event === 'phx_join') return join(message, name);
    const found = channels.get(topic);
    // What an earlier join of the same topic still sends is not for this one.
    const stale = message.joinRef !== null && found?.joinRef !== message.joinRef;
    if (!found || stale) return reply(message, 'error', { reason: 'unmatched topic' });
    let answer: Reply = null;
    if (event === 'phx_leave') {
      channels.delete(topic);
      await found.channel.leave();
      reply(message, 'ok', {});
      send({ joinRef: found.joinRef, ref: message.ref, topic, event: 'phx_close', payload: {} });
    } else if (event === 'access_token') {
      const token = (payload as { access_token?: unknown } | null)?.access_token;
      if (typeof token === 'string') await found.channel.renew(token);
    } else if (event === 'broadcast') answer = found.channel.broadcast(payload);
    else if (event === 'presence') answer = found.channel.presence(payload);
    if (answer) reply(message, answer.status, answer.response);
  }

  function isFlood(): boolean {
    const now = deps.clock();
    allowance = Math.min(RATE.burst, allowance + ((now - refilledAt) / 1000) * RATE.perSecond);
    refilledAt = now;
    return --allowance < 0;
  }

  function take(data: RawData, isBinary: boolean): void {
    clearTimeout(idle);
    idle = setTimeout(() => socket.terminate(), IDLE_MS);
    if (isFlood()) return socket.close(1008, 'Too many messages per second');
    let message: Message;
    try {
      message = decode(version, data as Buffer, isBinary);
    } catch {
      return socket.close(1003, 'Malformed message');
    }
    queue = queue
      .then(() => handle(message))
      .catch((error: unknown) => {
        deps.log.warn('realtime: message failed', { event: message.event, error });
        reply(message, 'error', { reason: 'Invalid message' });
      });
  }

  async function leaveAll(): Promise<void> {
    clearTimeout(idle);
    await queue;
    for (const { channel } of channels.values()) await channel.leave();
    channels.clear();
  }

  const gone = new Promise<void>((resolve) => {
    socket.once('close', () => {
      leaveAll()
        .catch((error: unknown) => deps.log.warn('realtime: could not leave', { error }))
        .finally(resolve);
    });
  });
  socket.on('message', take);
  socket.on('error', () => socket.terminate());
  return {
    async close() {
      socket.terminate();
      await gone;
    },
  };
}
