import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (Number(process.versions.node.split('.')[0]) < 24) {
  throw new Error(
    `This runs on the project's own Node 24, through npm run; this is ${process.version}.`,
  );
}

/** Runs a program with its output shown, and answers its exit code. Ends it when we are ended or `signal` is aborted. */
export function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  signal?: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
    });
    // A terminal's Ctrl+C reaches the child by itself; a second one would end it before it has cleaned up.
    const forward = (name: NodeJS.Signals) => void (name === 'SIGTERM' && child.kill(name));
    signal?.addEventListener('abort', () => child.kill('SIGTERM'));
    process.on('SIGINT', forward).on('SIGTERM', forward);
    child.on('error', reject);
    child.on('exit', (code) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}
