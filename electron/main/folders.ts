import { isAbsolute } from 'node:path';
import { BrowserWindow, dialog, ipcMain, shell } from 'electron';
import { z } from 'zod';
import type { Log } from '../../core/system/log.ts';
import { CHANNELS } from '../messages.ts';
import { isOurPage } from './permissions.ts';

const Question = z.object({ id: z.int(), from: z.string().max(4_000).optional() });

/** On this machine: a share of another one would be asked for by name, with the creator's own sign-in. */
const Shown = z
  .string()
  .max(4_000)
  .refine((path) => isAbsolute(path) && !/^[/\\]{2}/.test(path));

/**
 * The system's own dialog for a folder, and its file manager. A path is only ever shown there, never opened: a file
 * that is a program must not run.
 */
export function setupFolders(options: { log: Log }): void {
  const { log } = options;
  ipcMain.on(CHANNELS.chooseFolder, (event, raw: unknown) => {
    const question = Question.safeParse(raw);
    if (!question.success || !isOurPage(event.senderFrame)) {
      log.warn('a dialog was refused');
      return;
    }
    const { id, from } = question.data;
    void chooseFolder(BrowserWindow.fromWebContents(event.sender), from).then((path) => {
      if (!event.sender.isDestroyed()) event.sender.send(CHANNELS.chooseFolder, { id, path });
    });
  });
  ipcMain.on(CHANNELS.showPath, (event, raw: unknown) => {
    const path = Shown.safeParse(raw);
    if (path.success && isOurPage(event.senderFrame)) shell.showItemInFolder(path.data);
    else log.warn('a path was not shown');
  });
}

async function chooseFolder(
  window: BrowserWindow | null,
  from: string | undefined,
): Promise<string | null> {
  const asked: Electron.OpenDialogOptions = {
    properties: ['openDirectory', 'createDirectory'],
    ...(from !== undefined && { defaultPath: from }),
  };
  const { filePaths } = await (window
    ? dialog.showOpenDialog(window, asked)
    : dialog.showOpenDialog(asked));
  return filePaths[0] ?? null;
}
