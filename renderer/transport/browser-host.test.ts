import { describe, expect, it, vi } from 'vitest';
import type { StudioEvent } from '../../contract/studio/events.ts';
import { createBrowserHost } from './browser-host.ts';

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });

const hostOf = (fetcher: (request: Request) => Promise<Response>) =>
  createBrowserHost('http://127.0.0.1:1', ((request: Request) => fetcher(request)) as typeof fetch);

describe('createBrowserHost', () => {
  it('turns the value of an answer into {ok: true}', async () => {
    let url = '';
    const host = hostOf(async (request) => {
      url = request.url;
      return json({ json: { all: 3 } });
    });
    await expect(host.call('library.counts', undefined)).resolves.toEqual({
      ok: true,
      value: { all: 3 },
    });
    expect(url).toContain('/rpc/library/counts');
  });

  it('passes the code of an error on, with its details', async () => {
    const data = { code: 'insufficient_credits', message: 'no', details: { balance: 2 } };
    const host = hostOf(async () =>
      json({ json: { defined: true, code: 'X', status: 402, message: 'no', data } }, 402),
    );
    await expect(host.call('generate.create', {})).resolves.toEqual({ ok: false, error: data });
  });

  it.each([
    [401, 'unauthenticated'],
    [403, 'forbidden'],
  ])('knows the plain %d of a host that let nobody in', async (status, code) => {
    const host = hostOf(async () => new Response('no', { status }));
    await expect(host.call('library.counts', undefined)).resolves.toMatchObject({
      ok: false,
      error: { code },
    });
  });

  it('says that the studio does not answer when nothing listens, and never rejects', async () => {
    const host = hostOf(async () => {
      throw new TypeError('Failed to fetch');
    });
    await expect(host.call('library.counts', undefined)).resolves.toMatchObject({
      ok: false,
      error: { code: 'backend_unavailable' },
    });
  });

  it('does not show what it does not understand', async () => {
    const host = hostOf(async () => json({ json: { secret: 'stack' } }, 500));
    const answer = await host.call('library.counts', undefined);
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('stack');
  });
});

describe('listen', () => {
  /** One server-sent message as oRPC writes it. */
  const message = (data: unknown) => `event: message\ndata: ${JSON.stringify({ json: data })}\n\n`;
  const stream = (text: string) =>
    new Response(new Blob([text]).stream(), { headers: { 'content-type': 'text/event-stream' } });

  it('says resync first, passes known events, and connects again when the stream ends', async () => {
    let connections = 0;
    const host = hostOf(async () => {
      connections += 1;
      return stream(message({ topic: 'orders' }) + message({ topic: 'unheard of' }));
    });
    const events: StudioEvent['topic'][] = [];
    const stop = host.listen(({ topic }) => events.push(topic));
    await vi.waitFor(() => expect(connections).toBeGreaterThanOrEqual(2), { timeout: 30_000 });
    await vi.waitFor(() => expect(events.filter((topic) => topic === 'resync')).toHaveLength(2), {
      timeout: 30_000,
    });
    stop();
    expect(events.slice(0, 2)).toEqual(['resync', 'orders']);
    expect(events).not.toContain('unheard of');
  });

  it('stays quiet once it was stopped', async () => {
    const host = hostOf(async () => stream(message({ topic: 'orders' })));
    const events: string[] = [];
    const stop = host.listen(({ topic }) => events.push(topic));
    stop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(events).not.toContain('orders');
  });
});
