import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SoloProcess } from './keep-running.ts';

/**
 * Starts a Node program as a child that talks over its own channel and ends when that channel closes,
 * so that no child outlives a studio that was killed. Its output goes to ours, behind the log.
 */
export function forkNode(entry: URL, args: readonly string[]): SoloProcess {
  const child = fork(fileURLToPath(entry), [...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'json',
  });
  return {
    send: (message) => {
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (callback) => void child.on('message', callback),
    onExit: (callback) => {
      let told = false;
      const once = (code: number | null) => {
        if (!told) callback(code);
        told = true;
      };
      child.on('exit', once);
      child.on('error', () => once(null));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
