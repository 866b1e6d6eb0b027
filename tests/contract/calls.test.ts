import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../core/system/ids.ts';
import { answerOf } from '../../contract/studio/answer.ts';
import { studioContract } from '../../contract/studio/index.ts';
import { type Connected, TRANSPORTS } from './transports.ts';

/** Takes any input and asks the server, of which there is none here. */
const NEEDS_SERVER: ReadonlySet<string> = new Set(['templates.community', 'templates.reported']);

describe.each(Object.entries(TRANSPORTS))('the contract over %s', (_name, connect) => {
  let connected: Connected;
  beforeAll(async () => {
    connected = await connect();
  });
  afterAll(() => connected.close());

  test('every call of the contract has a handler', async () => {
    for (const [domain, verbs] of Object.entries(studioContract)) {
      for (const verb of Object.keys(verbs)) {
        if (domain === 'events') continue;
        const call = (
          connected.client as unknown as Record<
            string,
            Record<string, (input: unknown) => Promise<unknown>>
          >
        )[domain]?.[verb];
        // A handler that is there answers, or refuses the input with a code of ours; a missing one is NOT_FOUND.
        const answer = await answerOf(
          () => call?.({ nonsense: true }) ?? Promise.reject(new Error('no call')),
        );
        const code = answer.ok ? 'ok' : answer.error.code;
        const name = `${domain}.${verb}`;
        expect.soft(code === 'offline', name).toBe(NEEDS_SERVER.has(name));
        expect.soft(code, name).not.toBe('internal');
      }
    }
  });

  test('values come back as the schema says', async () => {
    const info = await connected.client.app.info();
    expect(info).toMatchObject({ version: '0.0.0-test', firstStart: true });
    expect(await connected.client.library.list({})).toEqual({ items: [], total: 0 });
    expect(await connected.client.settings.update({ textSize: 120 })).toMatchObject({
      textSize: 120,
    });
    expect((await connected.client.settings.get()).textSize).toBe(120);
  });

  test('input that fails its schema is invalid_input and names the field', async () => {
    const answer = await answerOf(() => connected.client.settings.update({ textSize: 4000 }));
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'invalid_input', details: { field: 'textSize' } },
    });
  });

  test('a typed error crosses whole', async () => {
    const answer = await answerOf(() => connected.client.library.get({ id: newId() }));
    expect(answer).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });

  test.each([
    ['empty', ''],
    ['blank', ' \n\t '],
    ['10,000 characters', 'x'.repeat(10_000)],
    ['only control characters', '\u0000\u0007'],
  ])('a prompt that is %s is refused', async (_what, prompt) => {
    const answer = await answerOf(() =>
      connected.client.generate.create({ prompt, model: 'draft/studio' }),
    );
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'invalid_input', details: { field: 'prompt' } },
    });
    expect((await connected.client.generate.orders({})).total).toBe(0);
  });

  test('text keeps every script and every emoji', async () => {
    const name = '👩‍🎨 été שלום 日本 <script>alert(1)</script>';
    const created = await connected.client.collections.create({ name });
    expect(created.name).toBe(name);
    expect((await connected.client.collections.list()).map((entry) => entry.name)).toEqual([name]);
  });

  test('a listener hears resync first, then what changes, and stops when it likes', async () => {
    const controller = new AbortController();
    const events = await connected.client.events.subscribe(undefined, {
      signal: controller.signal,
    });
    const iterator = events[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toEqual({ topic: 'resync' });
    await connected.client.collections.create({ name: 'Autumn' });
    const heard = new Set<string>();
    while (!heard.has('collections')) {
      const { value, done } = await iterator.next();
      if (done) break;
      heard.add(value.topic);
    }
    expect(heard).toContain('collections');
    controller.abort();
    await iterator.return?.(undefined);
  });

  test('calls run side by side', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => connected.client.library.counts()),
    );
    expect(answers).toHaveLength(50);
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveProperty('size', 1);
  });
});
