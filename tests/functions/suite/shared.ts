import assert from 'node:assert/strict';
import { z } from 'zod';
import checkQuota from '../../../supabase/functions/check-quota/handler.ts';
import { addressKind } from '../../../supabase/functions/_shared/address.ts';
import { eventStream, type StreamEvent } from '../../../supabase/functions/_shared/event-stream.ts';
import { guardedFetch } from '../../../supabase/functions/_shared/guarded-fetch.ts';
import { requestPinned } from '../../../supabase/functions/_shared/pinned-request.ts';
import { sameText } from '../../../supabase/functions/_shared/hash.ts';
import { TtlCache } from '../../../supabase/functions/_shared/ttl-cache.ts';
import { AtelierError } from '../../../contract/errors.ts';
import { ask, by, type Cases, database, refused, withSettings } from './stage.ts';

const LIMITS = { maxBytes: 12 * 1024 * 1024, timeoutMs: 5_000 };

export const shared: Cases = {
  'addresses: what is not of the public internet is known in every spelling': async () => {
    const private_ = `127.0.0.1 10.1.2.3 172.16.0.1 172.31.255.255 192.168.0.1 169.254.169.254 100.64.0.1 0.0.0.0
      224.0.0.1 255.255.255.255 198.18.0.1 192.0.2.1 198.51.100.1 203.0.113.1 [::1] :: ::ffff:10.0.0.1
      ::ffff:7f00:1 fe80::1 fc00::1 fd12::1 ff02::1 64:ff9b::a00:1 2002:7f00:1:: 2001:db8::1 ::127.0.0.1`;
    for (const text of private_.split(/\s+/)) assert.equal(addressKind(text), 'private', text);
    const public_ =
      '8.8.8.8 172.32.0.1 100.128.0.1 1.1.1.1 2606:4700::1111 [2a00:1450::1] ::ffff:8.8.8.8';
    for (const text of public_.split(' ')) assert.equal(addressKind(text), 'public', text);
    for (const text of 'example.com 1.2.3 1.2.3.4.5 256.1.1.1 1::2::3 ::ffff:1.2.3.999 g::1'.split(
      ' ',
    )) {
      assert.equal(addressKind(text), null, text);
    }
  },
  'guarded fetch goes nowhere private, in no spelling, and to no other scheme': async (stage) => {
    const port = new URL(stage.vendors).port;
    const tries = [
      stage.vendors,
      `http://localhost:${port}/picture.png`,
      `http://2130706433:${port}/`,
      `http://0x7f.1:${port}/`,
      `http://[::ffff:127.0.0.1]:${port}/`,
      'http://169.254.169.254/latest/meta-data/',
      'file:///etc/passwd',
      'ftp://example.com/',
      'http://user:word@example.com/',
      'http://no-such-name.invalid/',
    ];
    await withSettings({ ATELIER_PRIVATE_ADDRESSES: undefined }, async () => {
      for (const address of tries) {
        await assert.rejects(guardedFetch(address, LIMITS), { code: 'invalid_input' }, address);
      }
    });
  },
  'guarded fetch stops at its size, its redirects and its time': async (stage) => {
    const { bytes, type } = await guardedFetch(`${stage.vendors}/picture.png`, LIMITS);
    assert.equal(type, 'image/png');
    assert.ok(bytes.length > 40);
    const check = (path: string, code: string, limits = LIMITS) =>
      assert.rejects(guardedFetch(`${stage.vendors}${path}`, limits), { code });
    await check('/huge', 'file_too_large');
    await check('/loop', 'invalid_input');
    await check('/nothing', 'file_missing');
    await check('/huge', 'timeout', { ...LIMITS, timeoutMs: 0 });
  },
  'guarded fetch connects to the address that was checked, whatever the name means by then': async (
    stage,
  ) => {
    const { port } = new URL(stage.vendors);
    const signal = AbortSignal.timeout(5_000);
    // Nobody knows these names: only the address given can have been taken.
    const url = new URL(`http://no-such-name.invalid:${port}/host`);
    const answered = await requestPinned(url, [{ address: '127.0.0.1', family: 4 }], signal);
    let host = '';
    for await (const part of answered.body) host += new TextDecoder().decode(part);
    assert.deepEqual([answered.status, host], [200, `no-such-name.invalid:${port}`]);
    // This one leads here, and would be taken if it were asked for again.
    const local = new URL(`http://localhost:${port}/host`);
    await assert.rejects(requestPinned(local, [], signal));
    const elsewhere = [{ address: '127.0.0.2', family: 4 }];
    await assert.rejects(
      requestPinned(new URL('http://localhost:1/'), elsewhere, signal),
      /127\.0\.0\.2|ECONNREFUSED|refused/,
    );
  },
  'one person has 100 requests a minute, all instances together; the next one says when': async (
    stage,
  ) => {
    await withSettings({ ATELIER_REQUESTS_PER_MINUTE: undefined }, async () => {
      const take = () =>
        database(stage, 'rpc/take_rate_limit', { p_key: `user:${stage.busy.id}`, p_limit: 100 });
      const Taken = z.object({ allowed: z.boolean(), remaining: z.number() });
      const askTwice = async () => [
        await ask(checkQuota, {}, by(stage.busy)),
        await ask(checkQuota, {}, by(stage.busy)),
      ];
      const codes = new Set<number>();
      let last = new Response();
      // A minute may end anywhere in it: then it is the next one that is used up.
      while (last.status !== 429) {
        // Counted by the same key from elsewhere, until one is left.
        let left = 100;
        while (left > 1) left = Taken.parse(await take()).remaining;
        for (last of await askTwice()) codes.add(last.status);
      }
      assert.ok(codes.has(200));
      const seconds = Number(last.headers.get('retry-after'));
      const body = await refused(Promise.resolve(last), 'rate_limited');
      assert.ok(seconds >= 1 && seconds <= 60);
      assert.equal(body.details?.['limit'], 100);
      // Nobody else's minute is used up by it.
      assert.equal((await ask(checkQuota, {}, by(stage.other))).status, 200);
    });
  },
  'a cache keeps for its time, forgets when told, keeps no failure and asks once at a time':
    async () => {
      let now = 0;
      let made = 0;
      const cache = new TtlCache<number>({ ms: 10, most: 2, now: () => now });
      const make = async () => (made += 1);
      const both = await Promise.all([cache.get('a', make), cache.get('a', make)]);
      assert.deepEqual(both, [
        { value: 1, cached: false },
        { value: 1, cached: true },
      ]);
      now = 11;
      assert.deepEqual(await cache.get('a', make), { value: 2, cached: false });
      await assert.rejects(cache.get('bad', () => Promise.reject(new Error('no'))));
      assert.deepEqual(await cache.get('bad', make), { value: 3, cached: false });
      assert.equal(cache.clear(), 2);
      assert.equal((await cache.get('a', make)).cached, false);
      for (const key of ['b', 'c']) await cache.get(key, make);
      assert.equal((await cache.get('a', make)).cached, false, 'the oldest went');
    },
  'a stream’s failure is its last event, typed; what we did not foresee tells nothing':
    async () => {
      async function* failing(error: Error): AsyncGenerator<StreamEvent, void, undefined> {
        yield { event: 'delta', data: { text: 'one\ntwo' } };
        throw error;
      }
      const typed = await eventStream(failing(new AtelierError('timeout', 'Too slow.'))).text();
      assert.equal(
        typed,
        'event: delta\ndata: {"text":"one\\ntwo"}\n\nevent: error\ndata: {"error":"Too slow.","code":"timeout"}\n\n',
      );
      const error = console.error;
      console.error = () => undefined;
      const untyped = await eventStream(failing(new Error('column secret'))).text();
      console.error = error;
      assert.match(untyped, /"code":"internal"/);
      assert.doesNotMatch(untyped, /secret/);
    },
  'a reader that goes away ends the stream’s source, and what it waits for': async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<StreamEvent, void, undefined> {
      try {
        for (;;) yield { event: 'delta', data: {} };
      } finally {
        ended = true;
      }
    }
    const gone = new AbortController();
    const reader = eventStream(endless(), gone).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    assert.ok(ended && gone.signal.aborted);
  },
  'texts are the same or not, whatever their lengths': async () => {
    assert.ok(await sameText('key', 'key'));
    for (const other of ['', 'kez', 'key ', 'ke']) assert.ok(!(await sameText('key', other)));
  },
};
