import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ENTRY = fileURLToPath(new URL('../../scripts/atelier.ts', import.meta.url));

it('a worker without any vendor key works on until it is asked to stop', async () => {
  const { OPENAI_API_KEY: _, REPLICATE_API_TOKEN: __, ...env } = process.env;
  const args = ['worker', '--url', 'http://127.0.0.1:1', '--key', 'k', '--anon-key', 'a'];
  const child = spawn(process.execPath, [ENTRY, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  try {
    let log = '';
    for await (const chunk of child.stderr) {
      log += String(chunk);
      if (log.includes('claim.failed')) break;
    }
    expect(log).toContain('claim.failed');
  } finally {
    child.kill('SIGTERM');
  }
  expect(await exited).toEqual([0, null]);
});
