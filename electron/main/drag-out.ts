import { ipcMain } from 'electron';
import { z } from 'zod';
import { Sha256 } from '../../contract/primitives.ts';
import type { Log } from '../../core/system/log.ts';
import { CHANNELS } from '../messages.ts';
import { isOurs } from './permissions.ts';
import type { StudioProcess } from './studio-process.ts';

const Request = z.array(Sha256).min(1).max(100);

/** Dragging works out of the window: other programs get the originals. The page names contents, never paths. */
export function setupDragOut(options: { studio: StudioProcess; log: Log }): void {
  ipcMain.on(CHANNELS.dragOut, (event, raw: unknown) => {
    const request = Request.safeParse(raw);
    if (!request.success || !event.senderFrame || !isOurs(event.senderFrame.url)) {
      options.log.warn('a drag was refused');
      return;
    }
    void options.studio.locate(request.data).then((files) => {
      const [first] = files;
      if (!first) return;
      event.sender.startDrag({
        file: first.path,
        files: files.map((file) => file.path),
        icon: first.thumbnail,
      });
    });
  });
}
