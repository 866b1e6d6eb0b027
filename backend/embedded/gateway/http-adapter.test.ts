import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { sendResponse } from './http-adapter.ts';

const closing: Array<() => void> = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(make: () => Response): Promise<string> {
  const server = createServer((_, outgoing) => {
    void sendResponse(make(), outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('sends an answer that is all there as one piece of a known length', async () => {
  const url = await serve(() => new Response('léger', { status: 201, headers: { 'x-a': 'b' } }));
  const answer = await fetch(url);
  expect(answer.status).toBe(201);
  expect(answer.headers.get('content-length')).toBe('6');
  expect(answer.headers.get('transfer-encoding')).toBe(null);
  expect(answer.headers.get('x-a')).toBe('b');
  expect(await answer.text()).toBe('léger');
});

it('holds back neither the headers nor the first event of a stream that lets us wait', async () => {
  let go = (): void => undefined;
  const later = new Promise<void>((resolve) => (go = resolve));
  const text = new TextEncoder();
  const make = (before: string[]) => () =>
    new Response(
      new ReadableStream<Uint8Array>({
        async start(controller) {
          for (const piece of before) controller.enqueue(text.encode(piece));
          await later;
          controller.enqueue(text.encode('end'));
          controller.close();
        },
      }),
    );
  // Both resolve while their streams still wait.
  const silent = await fetch(await serve(make([])));
  const talking = await fetch(await serve(make(['one'])));
  const reader = talking.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('one');
  go();
  expect(await silent.text()).toBe('end');
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('end');
});

it('sends many pieces that are there at once in their order', async () => {
  const pieces = Array.from({ length: 50 }, (_, at) => Buffer.alloc(40_000, at));
  const url = await serve(() => {
    const waiting = [...pieces];
    return new Response(
      new ReadableStream<Uint8Array>({
        pull(controller) {
          const next = waiting.shift();
          if (next) controller.enqueue(new Uint8Array(next));
          else controller.close();
        },
      }),
    );
  });
  expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(Buffer.concat(pieces))).toBe(
    true,
  );
});

it('ends the connection when a body breaks, before or after its first piece', async () => {
  for (const pieces of [0, 1, 2]) {
    const url = await serve(() => {
      let left = pieces;
      return new Response(
        new ReadableStream<Uint8Array>({
          pull(controller) {
            left -= 1;
            if (left >= 0) controller.enqueue(new Uint8Array(10));
            else controller.error(new Error('broken'));
          },
        }),
      );
    });
    await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow();
  }
});
