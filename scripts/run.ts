import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (Number(process.versions.node.split('.')[0]) < 24) {
  throw new Error(
    `This runs on the project's own Node 24, through npm run; this is ${process.version}.`,
  );
}

interface Manner {
  /** Ends it when aborted. */
  signal?: AbortSignal;
  /** It works while others wait. */
  inBackground?: boolean;
}

/** Runs a program with its output shown, and answers its exit code. Ends it when we are ended. */
export function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  { signal, inBackground = false }: Manner = {},
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
    if (inBackground && child.pid !== undefined)
      setPriority(child.pid, constants.priority.PRIORITY_LOW);
    child.on('exit', (code) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}
