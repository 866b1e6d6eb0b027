import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';

test('a process learns that the one which started it was killed', async () => {
  const url = new URL('./parent-watch.ts', import.meta.url).href;
  const watcher = `
    const { onParentGone } = await import(${JSON.stringify(url)});
    onParentGone(() => { console.log('gone'); process.exit(0); });
    console.log(process.pid);
    setInterval(() => undefined, 1000);`;
  const starter = `
    const { spawn } = require('node:child_process');
    spawn(process.execPath, ['--input-type=module', '--eval', ${JSON.stringify(watcher)}], { stdio: 'inherit' });
    setInterval(() => undefined, 1000);`;
  const parent = spawn(process.execPath, ['--eval', starter], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  let said = '';
  parent.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await expect.poll(() => said, { timeout: 60_000 }).toMatch(/^\d+\n$/);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await expect.poll(() => said, { timeout: 60_000 }).toMatch(/^\d+\ngone\n$/);
});
