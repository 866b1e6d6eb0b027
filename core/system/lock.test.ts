import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { holdLock } from './lock.ts';

function lockPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data', 'lock');
}

const IN_USE = expect.objectContaining({ code: 'studio_in_use' });

test('a second studio of one process is refused until the first lets go', () => {
  const path = lockPath();
  const lock = holdLock(path);
  expect(() => holdLock(path)).toThrow(IN_USE);
  lock.release();
  holdLock(path).release();
});

test('a lock held by another process ends with it, even when it is killed', async () => {
  const path = lockPath();
  const program = `
    const { holdLock } = await import(${JSON.stringify(new URL('./lock.ts', import.meta.url).href)});
    holdLock(${JSON.stringify(path)});
    console.log('held');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  expect(() => holdLock(path)).toThrow(IN_USE);
  child.kill('SIGKILL');
  await once(child, 'exit');
  holdLock(path).release();
});
