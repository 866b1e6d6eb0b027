import { join } from 'node:path';
import { utilityProcess } from 'electron';
import {
  type SoloProcess,
  type SoloProgram,
  type Supervisor,
  superviseSolo,
} from '../../core/solo/supervisor.ts';
import type { Log } from '../../core/system/log.ts';
import type { StudioProcess } from './studio-process.ts';

/** Runs the embedded backend and its worker beside the studio, as utility processes. */
export function startSolo(options: {
  dataDir: string;
  studio: StudioProcess;
  log: Log;
}): Supervisor {
  const { studio, log } = options;
  const supervisor = superviseSolo({
    spawn: (program) => fork(program, options.dataDir),
    keys: () => studio.keys(),
    onBackend: (link) => studio.setBackend(link),
    log,
  });
  studio.onKeys((keys) => supervisor.setKeys(keys));
  return supervisor;
}

function fork(program: SoloProgram, dataDir: string): SoloProcess {
  const child = utilityProcess.fork(
    join(import.meta.dirname, `solo-${program}.js`),
    ['--data', dataDir],
    {
      serviceName: `Atelier ${program}`,
      stdio: 'inherit',
    },
  );
  return {
    send: (message) => child.postMessage(message),
    onMessage: (callback) => void child.on('message', callback),
    onExit: (callback) => void child.on('exit', callback),
    kill: () => void child.kill(),
  };
}
