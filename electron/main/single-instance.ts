import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { SCHEME } from '../messages.ts';
import { linkOf } from './arguments.ts';
import { deepLink } from './deep-link.ts';

/**
 * One desktop app on a data folder: a second start hands its link to the first and ends. Electron keeps its instance
 * lock, cookies and caches in `userData`, so that lies in the data folder too. (That no two studios write one folder
 * is the studio's own lock, which also covers the browser host.)
 */
export function becomeOnlyInstance(options: {
  dataDir: string;
  onOpen(target?: string): void;
}): boolean {
  const userData = join(options.dataDir, 'desktop');
  mkdirSync(userData, { recursive: true, mode: 0o700 });
  app.setPath('userData', userData);
  if (!app.requestSingleInstanceLock()) return false;
  app.setAsDefaultProtocolClient(SCHEME);
  app.on('second-instance', (_event, argv) => options.onOpen(linkOf(argv)));
  // macOS delivers links as events.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    options.onOpen(deepLink(url) ?? undefined);
  });
  return true;
}
