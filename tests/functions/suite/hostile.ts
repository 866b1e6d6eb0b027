import assert from 'node:assert/strict';
import { FunctionErrorBody } from '../../../contract/errors.ts';
import { allFunctions, everyRight, type Target } from './functions.ts';
import { ask, type Cases, type Stage } from './stage.ts';

/** mulberry32: the same seed, the same bodies, on every runtime. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const UUID = '018f3c6e-0000-7000-8000-000000000001';

/** Words that fields of ours expect, and words that somebody who means harm would send. */
const NASTY = [
  '',
  ' ',
  '\u0000',
  '\uD800',
  'é'.repeat(50),
  'x'.repeat(5_000),
  "'; drop table public.jobs; --",
  '${7*7}',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '1e400',
  'null',
  '__proto__',
  'constructor',
  UUID,
  'not-a-uuid',
  'draft/studio',
  'image',
  'start',
  'text',
  'enqueue',
  'promote',
  'heartbeat',
  'http://127.0.0.1:1/',
  'file:///etc/passwd',
  '2026-11-21T00:00:00Z',
  'sfw',
  'credits-500',
  '%00',
  '{{prompt}}',
];
const KEYS = [
  'action',
  'prompt',
  'messages',
  'role',
  'content',
  'orderId',
  'items',
  'itemId',
  'jobId',
  'quote',
  'request',
  'model',
  'count',
  'libraryId',
  'url',
  'kind',
  'planId',
  'requestId',
  'sessionId',
  'message',
  'batchId',
  'rows',
  'tokens',
  'limit',
  'providers',
  'leaseToken',
  'text',
  'modelType',
  'assetIds',
  '__proto__',
  'constructor',
  'toString',
  'id',
];

type Draw = () => number;
const pick = <T>(draw: Draw, list: readonly T[]): T => list[Math.floor(draw() * list.length)] as T;

function value(draw: Draw, depth: number): unknown {
  const kind = Math.floor(draw() * (depth > 3 ? 5 : 7));
  if (kind === 0) return pick(draw, NASTY);
  if (kind === 1) return pick(draw, [0, -1, 1, 1.5, 1e308, -0, 2 ** 53, Number.NaN]);
  if (kind === 2) return pick(draw, [true, false, null]);
  if (kind === 3) return pick(draw, NASTY);
  if (kind === 4) return UUID;
  const many = Math.floor(draw() * 5);
  if (kind === 5) return Array.from({ length: many }, () => value(draw, depth + 1));
  return Object.fromEntries(
    Array.from({ length: many + 1 }, () => [pick(draw, KEYS), value(draw, depth + 1)]),
  );
}

/** A copy of a good value with one place in it spoilt. */
function spoil(draw: Draw, good: unknown): unknown {
  if (typeof good !== 'object' || good === null || draw() < 0.1) return value(draw, 2);
  const copy = structuredClone(good) as Record<string, unknown>;
  const key = pick(draw, Object.keys(copy));
  if (key === undefined) return value(draw, 2);
  copy[key] = spoil(draw, copy[key]);
  return copy;
}

/** JSON of no sense, or nearly what is expected; at times cut off, changed, deep, or no text at all. */
function body(draw: Draw, sample: unknown): string {
  const made = sample !== undefined && draw() < 0.6 ? spoil(draw, sample) : value(draw, 0);
  const text = JSON.stringify(made) ?? '';
  const way = draw();
  if (way < 0.1) return text.slice(0, Math.floor(draw() * text.length));
  if (way < 0.15) return `${text}${pick(draw, NASTY)}`;
  if (way < 0.17) return '['.repeat(20_000);
  if (way < 0.2) return pick(draw, NASTY);
  return text;
}

/** Words that only the database, the runtime or this machine would say. */
const LEAKS =
  /\b(?:select|insert into|relation|column|constraint|violates|plpgsql|SQLSTATE|PGRST\d*|syntax error|ECONN\w+|at async|node:internal|service_role)\b|\.ts:\d|\/functions\/_shared/i;

async function attack(stage: Stage, { name, handler, sample }: Target): Promise<void> {
  const headers = everyRight(stage);
  const draw = randomFrom(stage.seed + name.length * 7_919 + (name.codePointAt(0) ?? 0));
  for (let nr = 0; nr < stage.hostileBodies; nr += 1) {
    const sent = body(draw, sample);
    const response = await ask(handler, sent, headers);
    const told = await response.text();
    const about = `${name}, seed ${stage.seed}, body ${nr}: ${sent.slice(0, 300)} -> ${response.status} ${told.slice(0, 500)}`;
    // Some take any body, or none; what is switched off says so.
    if (response.status === 200 || response.status === 501) continue;
    assert.ok(response.status >= 400 && response.status < 500, about);
    const { error, details } = FunctionErrorBody.parse(JSON.parse(told));
    assert.doesNotMatch(`${error} ${JSON.stringify(details ?? {})}`, LEAKS, about);
  }
}

export const hostile: Cases = {
  'random bodies give typed refusals, crash nothing and learn nothing': async (stage) => {
    for (const target of await allFunctions()) await attack(stage, target);
  },
  'without credentials, and with forged ones, no function does anything': async () => {
    const forged = `${btoa('{"alg":"none"}')}.${btoa(`{"sub":"${UUID}","role":"service_role"}`)}.`;
    for (const { name, handler } of await allFunctions()) {
      if (name === 'health') continue;
      const tries: Record<string, string>[] = [
        {},
        { authorization: 'Bearer x' },
        { authorization: `Bearer ${forged}` },
        { apikey: 'x' },
      ];
      for (const headers of tries) {
        const method = ['system-metrics', 'get-schema-info'].includes(name) ? 'GET' : 'POST';
        const response = await handler(new Request('http://function/', { method, headers }));
        const { code } = FunctionErrorBody.parse(await response.json());
        assert.equal(`${name} ${response.status} ${code}`, `${name} 401 unauthenticated`);
      }
    }
  },
  'every function answers a preflight, refuses other methods, and says a request id and its time':
    async (stage) => {
      for (const { name, handler } of await allFunctions()) {
        const preflight = await handler(new Request('http://function/', { method: 'OPTIONS' }));
        assert.equal(preflight.status, 204, name);
        assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /x-agent-key/);
        const headers = { ...everyRight(stage), 'x-request-id': 'trace-1' };
        const other = await handler(new Request('http://function/', { method: 'DELETE', headers }));
        assert.equal(other.status, 405, name);
        assert.equal(other.headers.get('x-request-id'), 'trace-1');
        assert.match(other.headers.get('server-timing') ?? '', /^total;dur=\d+$/);
      }
    },
};
