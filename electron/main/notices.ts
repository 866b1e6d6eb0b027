import { app, ipcMain, Notification } from 'electron';
import { z } from 'zod';
import { SystemNotice } from '../../contract/host.ts';
import type { Log } from '../../core/system/log.ts';
import { CHANNELS } from '../messages.ts';
import { deepLink } from './deep-link.ts';
import { isOurPage } from './permissions.ts';
import type { Windows } from './window.ts';

/** As in electron-builder.yml: without it Windows does not know whose notice it is, and shows none. */
const APP_ID = 'app.atelier.studio';
/** What was told longest ago is forgotten first: pressing it then shows the window alone. */
const MOST_NOTICES = 50;

const Progress = z.number().min(0).max(1).nullable();

/**
 * Work that has ended is told by the system itself, so that its do-not-disturb counts. The page says when and what;
 * all that it can do here is to have one of Atelier's own links followed by whoever presses the notice.
 */
export function setupNotices(options: { windows: Windows; log: Log }): void {
  const { windows, log } = options;
  /** Held: a notice that is collected as garbage is not heard when it is pressed. */
  const shown = new Map<string, Notification>();
  if (process.platform === 'win32') app.setAppUserModelId(APP_ID);

  function show({ about, title, body, target }: SystemNotice): void {
    shown.get(about)?.close();
    const notice = new Notification({ title, body });
    shown.delete(about);
    shown.set(about, notice);
    for (const [oldest] of shown) {
      if (shown.size <= MOST_NOTICES) break;
      shown.delete(oldest);
    }
    notice.on('click', () => windows.open(deepLink(target) ?? undefined));
    notice.show();
  }

  ipcMain.on(CHANNELS.showNotice, (event, raw: unknown) => {
    const notice = SystemNotice.safeParse(raw);
    if (!notice.success || !isOurPage(event.senderFrame)) {
      log.warn('a notice was refused');
      return;
    }
    if (Notification.isSupported()) show(notice.data);
  });
  ipcMain.on(CHANNELS.showProgress, (event, raw: unknown) => {
    const progress = Progress.safeParse(raw);
    if (progress.success && isOurPage(event.senderFrame)) windows.setProgress(progress.data);
  });
}
