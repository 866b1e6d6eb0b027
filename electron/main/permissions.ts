import { app, session, shell } from 'electron';
import { APP_ORIGIN } from '../messages.ts';

/** Only these open in the creator's browser; everything else that tries to leave is refused. */
const OUTSIDE = new Set(['https:']);

/**
 * Electron's checklist for what a page may reach: no permission is granted but writing to the clipboard from our
 * own page, no page is left, no window is opened, no webview attached.
 * https://www.electronjs.org/docs/latest/tutorial/security
 */
export function setupPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) => {
    answer(permission === 'clipboard-sanitized-write' && isOurs(contents.getURL()));
  });
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === 'clipboard-sanitized-write' && isOurs(origin),
  );
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOurs(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      openOutside(url);
      return { action: 'deny' };
    });
  });
}

/** Whether a message came from our own page itself, not from a frame in it or from a page that is gone. */
export function isOurPage(frame: { url: string; parent: object | null } | null): boolean {
  return frame !== null && frame.parent === null && isOurs(frame.url);
}

export function isOurs(url: string): boolean {
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);
}

function openOutside(url: string): void {
  if (URL.canParse(url) && OUTSIDE.has(new URL(url).protocol)) void shell.openExternal(url);
}
