import { join } from 'node:path';
import { BrowserWindow, dialog, ipcMain, nativeTheme } from 'electron';
import type { Log } from '../../core/system/log.ts';
import { APP_ORIGIN, CHANNELS } from '../messages.ts';
import { isOurs } from './permissions.ts';
import type { StudioProcess } from './studio-process.ts';
import { readWindowState, trackWindowState } from './window-state.ts';

export interface Windows {
  /** Shows the window, making it if there is none, and hands it a link. */
  open(target?: string): void;
}

/** Background of each theme before the page has painted: the tokens' own values, so nothing flashes. */
const BACKGROUND = { dark: '#0e0e11', light: '#fafafb' } as const;

export function createWindows(options: {
  studio: StudioProcess;
  statePath: string;
  log: Log;
}): Windows {
  const { studio, statePath, log } = options;
  let window: BrowserWindow | undefined;

  // Only our own page in our own window gets a port, and one port each load.
  ipcMain.on(CHANNELS.port, (event) => {
    const frame = event.senderFrame;
    if (
      !window ||
      event.sender !== window.webContents ||
      !frame ||
      frame.parent ||
      !isOurs(frame.url)
    ) {
      log.warn('a port was asked for by a stranger', { url: frame?.url });
      return;
    }
    event.sender.postMessage(CHANNELS.port, null, [studio.connectClient()]);
  });

  function create(): BrowserWindow {
    const state = readWindowState(statePath);
    const created = new BrowserWindow({
      ...state.bounds,
      minWidth: 1024,
      minHeight: 640,
      show: false,
      title: 'Atelier',
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      webPreferences: {
        preload: join(import.meta.dirname, '..', 'preload', 'preload.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        webviewTag: false,
        spellcheck: true,
      },
    });
    if (state.maximized) created.maximize();
    trackWindowState(created, statePath);
    created.once('ready-to-show', () => created.show());
    created.on('closed', () => {
      window = undefined;
    });
    created.webContents.on('render-process-gone', (_event, details) => {
      log.error('the page ended', { reason: details.reason });
      created.webContents.reload();
    });
    void created.loadURL(`${APP_ORIGIN}/`);
    return created;
  }

  void studio.failure().then((failure) => {
    if (failure) dialog.showErrorBox('Atelier', failureText(failure));
  });

  return {
    open(target) {
      window ??= create();
      if (window.isMinimized()) window.restore();
      window.focus();
      if (target) window.webContents.send(CHANNELS.open, target);
    },
  };
}

function failureText(failure: { code: string; message: string }): string {
  if (failure.code === 'studio_in_use') {
    return 'Atelier is already open on this library, perhaps in a browser. Close it there first.\n\nAtelier est déjà ouvert sur cette bibliothèque, peut-être dans un navigateur. Fermez-le d’abord.';
  }
  return failure.message;
}
