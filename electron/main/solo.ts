import { join } from 'node:path';
import { app, utilityProcess } from 'electron';
import type { SoloProcess } from '../../core/solo/keep-running.ts';
import { type SoloProgram, type Supervisor, superviseSolo } from '../../core/solo/supervisor.ts';
import { type Log, logLevel } from '../../core/system/log.ts';
import { endProcess, type StudioProcess } from './studio-process.ts';

/**
 * Runs the embedded backend and its worker beside the studio, as utility processes. Neither starts before the studio
 * says that it is open and needs them.
 */
export function startSolo(options: {
  dataDir: string;
  studio: () => StudioProcess;
  log: Log;
}): Supervisor {
  const { studio, log } = options;
  return superviseSolo({
    spawn: (program) => fork(program, options.dataDir, log),
    keys: () => studio().keys(),
    onBackend: (link, trouble) => studio().setBackend(link, trouble),
    wanted: false,
    log,
  });
}

function fork(program: SoloProgram, dataDir: string, log: Log): SoloProcess {
  const child = utilityProcess.fork(
    join(import.meta.dirname, `solo-${program}.js`),
    [`--data=${dataDir}`, `--version=${app.getVersion()}`, `--log=${logLevel('warn')}`],
    { serviceName: `Atelier ${program}`, stdio: 'inherit' },
  );
  child.on('error', (type, location) => log.error('solo process failed', { type, location }));
  return {
    send: (message) => child.postMessage(message),
    onMessage: (callback) => void child.on('message', callback),
    onExit: (callback) => void child.on('exit', callback),
    kill: () => endProcess(child),
  };
}
