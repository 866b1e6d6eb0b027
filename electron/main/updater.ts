import { app } from 'electron';
import type { Log } from '../../core/system/log.ts';

/**
 * Updates of a packaged app, through electron-updater: looked for in the background, taken at the next quit,
 * never backwards. A build without a feed has none to ask; release channels come with releases.
 */
export function setupUpdater(options: { log: Log }): void {
  if (!app.isPackaged) return;
  void import('electron-updater').then(async ({ default: { autoUpdater } }) => {
    autoUpdater.autoDownload = true;
    autoUpdater.autoInstallOnAppQuit = true;
    autoUpdater.allowDowngrade = false;
    autoUpdater.on('error', (error) => options.log.warn('no update could be had', { error }));
    await autoUpdater.checkForUpdates();
  });
}
