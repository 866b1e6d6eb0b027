import { z } from 'zod';
import { BodyTooLarge, readText } from '../gateway/read-body.ts';
import type { Caller, Service } from '../gateway/service.ts';
import type { Engine } from '../engine/engine.ts';
import type { Hub } from './hub.ts';
import { nameTooLong } from './message.ts';
import { askPolicies } from './policies.ts';

const MAX_BODY_BYTES = 3 * 1024 * 1024;
const Batch = z.object({
  messages: z
    .array(
      z.object({
        topic: z.string().min(1),
        event: z.string().min(1),
        payload: z.unknown(),
        private: z.boolean().nullish(),
      }),
    )
    .max(1000),
});

/** `POST /api/broadcast`, many at once, and `POST /api/broadcast/{topic}/events/{event}`, JSON or bytes. */
export function createHttpBroadcast(engine: Engine, hub: Hub): Service {
  async function maySend(caller: Caller, topic: string): Promise<boolean> {
    return (await askPolicies(engine, caller.context, topic)).writeBroadcast;
  }

  async function sendBatch(request: Request, caller: Caller): Promise<Response> {
    const { messages } = Batch.parse(JSON.parse(await readText(request, MAX_BODY_BYTES)));
    for (const { topic, event } of messages) refuseTooLong(topic, event);
    for (const { topic, event, payload, private: isPrivate } of messages) {
      // As on Supabase, what one may not send is left out; the others go.
      if (isPrivate && !(await maySend(caller, topic))) continue;
      hub.broadcast(topic, isPrivate === true, { type: 'broadcast', event, payload });
    }
    return new Response(null, { status: 202 });
  }

  async function sendOne(
    request: Request,
    caller: Caller,
    topic: string,
    event: string,
    isPrivate: boolean,
  ): Promise<Response> {
    refuseTooLong(topic, event);
    if (isPrivate && !(await maySend(caller, topic))) {
      return failure(403, 'You do not have permission to broadcast to this topic');
    }
    const isBinary = request.headers.get('content-type') === 'application/octet-stream';
    const payload: unknown = isBinary
      ? await readBytes(request)
      : JSON.parse(await readText(request, MAX_BODY_BYTES));
    hub.broadcast(topic, isPrivate, { type: 'broadcast', event, payload });
    return new Response(null, { status: 202 });
  }

  return async (request, caller) => {
    const url = new URL(request.url);
    const match = /^\/api\/broadcast(?:\/([^/]+)\/events\/([^/]+))?\/?$/.exec(url.pathname);
    if (!match || request.method !== 'POST') return failure(404, 'Not found');
    if (caller.refused || !caller.token) return failure(401, 'Unauthorized');
    try {
      const [, topic, event] = match;
      if (topic === undefined || event === undefined) return await sendBatch(request, caller);
      const isPrivate = url.searchParams.get('private') === 'true';
      return await sendOne(
        request,
        caller,
        decodeURIComponent(topic),
        decodeURIComponent(event),
        isPrivate,
      );
    } catch (error) {
      if (error instanceof BodyTooLarge) return failure(413, 'Payload too large');
      if (error instanceof NameTooLong) return failure(422, error.message);
      if (error instanceof z.ZodError) return failure(422, 'Invalid messages');
      if (error instanceof SyntaxError || error instanceof URIError)
        return failure(400, 'Malformed request');
      throw error;
    }
  };
}

class NameTooLong extends Error {}

function refuseTooLong(topic: string, event: string): void {
  const reason = nameTooLong(topic, event);
  if (reason) throw new NameTooLong(reason);
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function failure(status: number, message: string): Response {
  return Response.json({ error: message, message }, { status });
}
