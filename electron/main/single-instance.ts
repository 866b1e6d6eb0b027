import { app } from 'electron';
import { SCHEME } from '../messages.ts';
import { linkOf } from './arguments.ts';

/**
 * One desktop app per user session: a second start hands its link to the first and ends. (That no two studios
 * write one data folder is the studio's own lock, which also covers the browser host.)
 */
export function becomeOnlyInstance(options: { onOpen(target?: string): void }): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.setAsDefaultProtocolClient(SCHEME);
  app.on('second-instance', (_event, argv) => options.onOpen(linkOf(argv)));
  // macOS delivers links as events.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    options.onOpen(url);
  });
  return true;
}
