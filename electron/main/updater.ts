import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import type { Log } from '../../core/system/log.ts';

/** The file in which electron-builder names the feed; a build that publishes nowhere has none. */
const FEED = 'app-update.yml';

/**
 * Updates of a packaged app, through electron-updater: looked for in the background, taken at the next quit,
 * never backwards. Without a feed there is none to ask; release channels come with releases.
 */
export async function setupUpdater(options: { log: Log }): Promise<void> {
  const { log } = options;
  if (!app.isPackaged || !existsSync(join(process.resourcesPath, FEED))) return;
  try {
    const { default: updater } = await import('electron-updater');
    const { autoUpdater } = updater;
    autoUpdater.autoDownload = true;
    autoUpdater.autoInstallOnAppQuit = true;
    autoUpdater.allowDowngrade = false;
    autoUpdater.on('error', (error) => log.warn('no update could be had', { error }));
    await autoUpdater.checkForUpdates();
  } catch (error) {
    log.warn('updates could not be looked for', { error });
  }
}
