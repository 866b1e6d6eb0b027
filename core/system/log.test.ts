import { expect, test } from 'vitest';
import { createLog, logLevel } from './log.ts';

function lines() {
  const written: string[] = [];
  const log = createLog({
    write: (line) => void written.push(line),
    now: () => new Date('2026-11-21T08:00:00Z'),
  });
  return { log, written };
}

test('a line is one JSON object with its fields', () => {
  const { log, written } = lines();
  log.with({ part: 'sync' }).warn('slow', { ms: 12, big: 10n });
  log.debug('not asked for');
  expect(written).toEqual([
    '{"time":"2026-11-21T08:00:00.000Z","level":"warn","message":"slow","part":"sync","ms":12,"big":"10"}\n',
  ]);
});

test.each([
  [{ apiKey: 'abcdef' }],
  [{ nested: { password: 'abcdef' } }],
  [{ note: 'sent sk-abcdef123456 along' }],
  [{ headers: 'Bearer abcdef' }],
  [{ url: 'https://ana:abcdef@host/' }],
  [{ url: 'http://127.0.0.1/open?token=abcdef' }],
  [{ error: new Error('eyJabcdef12.abcdef.abcdef') }],
  [{ error: new Error('x', { cause: new Error('Bearer abcdef') }) }],
])('secrets are blotted out of %j', (fields) => {
  const { log, written } = lines();
  log.error('failed', fields);
  expect(written[0]).not.toContain('abcdef');
  expect(written[0]).toContain('[redacted]');
});

test('an error is spelled out, and a cycle does not stop the log', () => {
  const { log, written } = lines();
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  log.error('failed', { loop, error: Object.assign(new Error('why'), { code: 'ENOENT' }) });
  expect(JSON.parse(written[0] ?? '')).toMatchObject({
    loop: { self: '[again]' },
    error: { message: 'why', code: 'ENOENT' },
  });
});

test('ATELIER_LOG names the level, and a word that is none changes nothing', () => {
  expect(logLevel('warn', { ATELIER_LOG: 'debug' })).toBe('debug');
  for (const word of ['loud', '', 'constructor', undefined]) {
    expect(logLevel('warn', { ATELIER_LOG: word })).toBe('warn');
  }
});
