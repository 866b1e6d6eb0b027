import { join } from 'node:path';
import { BrowserWindow, dialog, ipcMain, nativeTheme, type WebContents } from 'electron';
import type { Log } from '../../core/system/log.ts';
import { APP_ORIGIN, CHANNELS } from '../messages.ts';
import type { Language } from './language.ts';
import { isOurPage } from './permissions.ts';
import type { StudioProcess } from './studio-process.ts';
import { readWindowState, SMALLEST, trackWindowState } from './window-state.ts';

export interface Windows {
  /** Shows the window, making it if there is none, and hands it a link. */
  open(link?: string): void;
  /** Hands the page a port to the studio that runs now, in place of one that died. */
  connect(): void;
  hide(): void;
  /** How far all work is, 0 to 1, at the window's sign in the dock or taskbar; null takes it away. */
  setProgress(progress: number | null): void;
}

/** Background of each theme before the page has painted: the tokens' own values, so nothing flashes. */
const BACKGROUND = { dark: '#0e0e11', light: '#fafafb' } as const;

/** A page that ends this often within a minute would go on doing so. */
const MOST_RELOADS = 3;
const RELOADS_WITHIN = 60_000;

/** Electron takes the bar away for what is below 0. */
const NO_PROGRESS = -1;

export function createWindows(options: {
  studio: StudioProcess;
  statePath: string;
  language: Language;
  log: Log;
}): Windows {
  const { studio, statePath, language, log } = options;
  let window: BrowserWindow | undefined;
  /** The page whose preload runs, and so can take a port or a link. */
  let page: WebContents | undefined;
  let waitingLink: string | undefined;

  function connect(): void {
    page?.postMessage(CHANNELS.port, null, [studio.connectClient()]);
  }

  function sendLink(): void {
    if (!page || waitingLink === undefined) return;
    page.send(CHANNELS.open, waitingLink);
    waitingLink = undefined;
  }

  // Only our own page in our own window gets a port, and one port each load.
  ipcMain.on(CHANNELS.port, (event) => {
    if (!window || event.sender !== window.webContents || !isOurPage(event.senderFrame)) {
      log.warn('a port was asked for by a stranger', { url: event.senderFrame?.url });
      return;
    }
    page = event.sender;
    connect();
    sendLink();
  });

  function create(): BrowserWindow {
    const state = readWindowState(statePath);
    const created = new BrowserWindow(windowOptions(state.bounds));
    if (state.maximized) created.maximize();
    trackWindowState(created, statePath, log);
    created.once('ready-to-show', () => created.show());
    created.on('closed', () => {
      window = undefined;
      page = undefined;
    });
    keepPageAlive(created);
    created
      .loadURL(`${APP_ORIGIN}/`)
      .catch((error: unknown) => log.error('the page did not load', { error }));
    return created;
  }

  function keepPageAlive({ webContents }: BrowserWindow): void {
    let reloads: number[] = [];
    webContents.on('render-process-gone', (_event, details) => {
      page = undefined;
      if (details.reason === 'clean-exit') return;
      log.error('the page ended', { reason: details.reason });
      const now = Date.now();
      reloads = [...reloads.filter((at) => now - at < RELOADS_WITHIN), now];
      if (reloads.length <= MOST_RELOADS) webContents.reload();
      else dialog.showErrorBox('Atelier', language.words().pageGone);
    });
  }

  return {
    open(link) {
      waitingLink = link ?? waitingLink;
      window ??= create();
      if (window.isMinimized()) window.restore();
      window.focus();
      sendLink();
    },
    connect,
    hide: () => window?.hide(),
    setProgress: (progress) => window?.setProgressBar(progress ?? NO_PROGRESS),
  };
}

function windowOptions(bounds: Electron.BrowserWindowConstructorOptions) {
  return {
    ...bounds,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
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
  };
}
