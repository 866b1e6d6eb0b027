import { forkNode } from '../../core/solo/fork.ts';
import { type SoloProgram, superviseSolo } from '../../core/solo/supervisor.ts';
import { createStudio, type Studio } from '../../core/studio.ts';
import { systemClock } from '../../core/system/clock.ts';
import { type Log, type LogLevel, logLevel } from '../../core/system/log.ts';
import { studioPaths } from '../../core/system/paths.ts';
import { fileSecrets } from '../../core/system/secrets.ts';
import { version } from './version.ts';

const PROGRAMS: Readonly<Record<SoloProgram, URL>> = {
  backend: new URL('../solo/backend.ts', import.meta.url),
  worker: new URL('../solo/worker.ts', import.meta.url),
};

export interface SoloStudio {
  studio: Studio;
  /** Lets running jobs finish or go back to the queue, stops both processes, closes the studio. */
  close(): Promise<void>;
}

/**
 * A studio on a data folder with the embedded backend and its worker beside it, as the browser host and the
 * command line run it. Answers as soon as the studio is open; the backend follows.
 * Errors: those of `createStudio`.
 */
export async function openSoloStudio(options: {
  dataDir: string;
  log: Log;
  /** False: no backend; the studio works offline. */
  backend?: boolean;
  /** What the backend and the worker log at. Default: `ATELIER_LOG`, else warnings. */
  level?: LogLevel;
}): Promise<SoloStudio> {
  const { log } = options;
  const paths = studioPaths(options.dataDir);
  const studio = await createStudio({
    paths,
    secrets: fileSecrets(paths.secrets),
    log,
    clock: systemClock,
    fetch,
    host: 'browser',
    version: version(),
  });
  if (options.backend === false) {
    // It is not starting: it does not run.
    studio.connectSolo(null);
    return { studio, close: () => studio.close() };
  }

  const supervisor = superviseSolo({
    spawn: (program) =>
      forkNode(PROGRAMS[program], [
        `--data=${paths.solo}`,
        `--version=${version()}`,
        `--log=${options.level ?? logLevel('warn')}`,
      ]),
    keys: () => studio.providerKeys.current(),
    onBackend: (link, trouble) => studio.connectSolo(link, trouble),
    wanted: studio.solo.isWanted(),
    log,
  });
  const stopKeys = studio.providerKeys.onChange((keys) => supervisor.setKeys(keys));
  const stopWanted = studio.solo.onWanted((wanted) => supervisor.setWanted(wanted));
  return {
    studio,
    async close() {
      stopKeys();
      stopWanted();
      await supervisor.stop();
      await studio.close();
    },
  };
}
