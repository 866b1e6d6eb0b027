import { ipcMain, nativeImage } from 'electron';
import { z } from 'zod';
import { Sha256 } from '../../contract/primitives.ts';
import type { Log } from '../../core/system/log.ts';
import { CHANNELS } from '../messages.ts';
import { isOurPage } from './permissions.ts';
import type { StudioProcess } from './studio-process.ts';

const Request = z.array(Sha256).min(1).max(100);

/**
 * Dragging works out of the window: other programs get the originals. The page names contents by their hash, never
 * paths, and the studio only finds what stands in its library or workspace.
 */
export function setupDragOut(options: { studio: StudioProcess; log: Log }): void {
  const { studio, log } = options;
  ipcMain.on(CHANNELS.dragOut, (event, raw: unknown) => {
    const request = Request.safeParse(raw);
    if (!request.success || !isOurPage(event.senderFrame)) {
      log.warn('a drag was refused');
      return;
    }
    void studio.locate(request.data).then(({ paths, icon }) => {
      const [file] = paths;
      if (file === undefined || icon === null || event.sender.isDestroyed()) return;
      const image = nativeImage.createFromBuffer(Buffer.from(icon));
      event.sender.startDrag({ file, files: paths, icon: image });
    });
  });
}
