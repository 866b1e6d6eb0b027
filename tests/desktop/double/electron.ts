import { EventEmitter } from 'node:events';
import { createWindowPage, type WindowPage } from './page.ts';
import { MessageChannelMain, type PortDouble } from './ports.ts';
import { UtilityProcess } from './utility-process.ts';

/**
 * A double of the `electron` module, as far as Atelier's main uses it. It runs the built main and preload as they
 * are: windows are pages of a real Chromium, utility processes are processes of Node, ports are Node's. It tests our
 * wiring, not Electron: no isolated worlds, fuses, native menus or updates.
 */

type Handler = (request: Request) => Response | Promise<Response>;

export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface MenuItem {
  role?: string;
  label?: string;
  type?: string;
  submenu?: MenuItem[];
  click?: () => void;
}

/** The machine that the app starts on. Set before it starts. */
export const machine = {
  isPackaged: false,
  isFirstInstance: true,
  languages: ['en-GB'],
  hasKeychain: true,
  keychain: 'gnome_libsecret',
  screen: { x: 0, y: 0, width: 1920, height: 1080 },
  hasNotices: true,
  chosenFolder: undefined as string | undefined,
};

/** What the tests look at. */
export const seen = {
  handlers: new Map<string, Handler>(),
  privileges: [] as unknown[],
  windows: [] as BrowserWindow[],
  processes: [] as UtilityProcess[],
  permissionRequest: undefined as
    | ((
        contents: { getURL(): string },
        permission: string,
        answer: (granted: boolean) => void,
      ) => void)
    | undefined,
  permissionCheck: undefined as
    | ((contents: unknown, permission: string, origin: string) => boolean)
    | undefined,
  externals: [] as string[],
  openedPaths: [] as string[],
  shownPaths: [] as string[],
  dialogs: [] as object[],
  errors: [] as string[],
  notes: [] as string[],
  notices: [] as Notification[],
  drags: [] as { file: string; files: string[]; icon: { png: Buffer } }[],
  menus: [] as MenuItem[][],
  paths: {} as Record<string, string>,
  sandboxed: false,
  protocolClients: [] as string[],
  exits: 0,
};

class App extends EventEmitter {
  get isPackaged() {
    return machine.isPackaged;
  }
  requestSingleInstanceLock = () => machine.isFirstInstance;
  setAsDefaultProtocolClient = (scheme: string) => void seen.protocolClients.push(scheme);
  enableSandbox = () => {
    seen.sandboxed = true;
  };
  getVersion = () => '0.0.0-double';
  getPreferredSystemLanguages = () => machine.languages;
  setPath = (name: string, path: string) => {
    seen.paths[name] = path;
  };
  whenReady = () => Promise.resolve();
  quit = () => {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (prevented) return;
    for (const window of seen.windows) window.emit('close');
    seen.exits += 1;
    this.emit('quit');
  };
}
export const app = new App();

export class WebContents extends EventEmitter {
  windowOpen: ((details: { url: string }) => { action: string }) | undefined;
  reloads = 0;
  readonly page: WindowPage;
  constructor(page: WindowPage) {
    super();
    this.page = page;
  }
  getURL = () => this.page.url();
  isDestroyed = () => false;
  setWindowOpenHandler = (handler: (details: { url: string }) => { action: string }) => {
    this.windowOpen = handler;
  };
  send = (channel: string, ...values: unknown[]) => void this.page.dispatch(channel, values);
  postMessage = (channel: string, message: unknown, ports: PortDouble[] = []) =>
    void this.page.dispatchPort(channel, message, ports);
  startDrag = (item: (typeof seen.drags)[number]) => void seen.drags.push(item);
  reload = () => {
    this.reloads += 1;
    void this.page.reload();
  };
}

export class BrowserWindow extends EventEmitter {
  static fromWebContents = (contents: WebContents) =>
    seen.windows.find((window) => window.webContents === contents) ?? null;
  readonly webContents: WebContents;
  readonly options: Partial<Bounds> & { webPreferences: Record<string, unknown> };
  bounds: Bounds;
  isShown = false;
  maximized = false;
  minimized = false;
  focused = 0;
  /** What the sign in the dock or taskbar showed, one after the other. */
  readonly progress: number[] = [];
  constructor(options: BrowserWindow['options']) {
    super();
    this.options = options;
    const { x = 0, y = 0, width = 1280, height = 800 } = options;
    this.bounds = { x, y, width, height };
    this.webContents = new WebContents(
      createWindowPage({
        preload: String(options.webPreferences['preload']),
        size: { width, height },
        request: (request) => {
          const handler = seen.handlers.get(new URL(request.url).protocol.slice(0, -1));
          return handler ? handler(request) : new Response(null, { status: 404 });
        },
        onSend: (channel, values, frame) =>
          ipcMain.emit(
            channel,
            { sender: this.webContents, senderFrame: { url: frame.url, parent: frame.parent } },
            ...values,
          ),
      }),
    );
    seen.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    await this.webContents.page.load(url);
    this.emit('ready-to-show');
  }
  show = () => {
    this.isShown = true;
  };
  hide = () => {
    this.isShown = false;
  };
  focus = () => {
    this.focused += 1;
  };
  maximize = () => {
    this.maximized = true;
  };
  restore = () => {
    this.minimized = false;
  };
  isMinimized = () => this.minimized;
  isMaximized = () => this.maximized;
  getNormalBounds = () => this.bounds;
  setProgressBar = (progress: number) => {
    this.progress.push(progress);
  };
}

/** The system shows one; a test presses it by `emit('click')`. */
export class Notification extends EventEmitter {
  static isSupported = () => machine.hasNotices;
  readonly said: { title: string; body: string };
  isShown = false;
  constructor(said: Notification['said']) {
    super();
    this.said = said;
    seen.notices.push(this);
  }
  show = () => {
    this.isShown = true;
  };
  close = () => {
    this.isShown = false;
  };
}

export const ipcMain = new EventEmitter();
export { MessageChannelMain };

export const utilityProcess = {
  fork(entry: string, args: string[] = []) {
    const child = new UtilityProcess(entry, args);
    seen.processes.push(child);
    return child;
  },
};

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown[]) => void seen.privileges.push(...schemes),
  handle: (scheme: string, handler: Handler) => void seen.handlers.set(scheme, handler),
};

export const net = {
  /** Rejects for a file that is not there, as Electron's does. */
  fetch: async (url: string) => {
    const { openAsBlob } = await import('node:fs');
    const { fileURLToPath } = await import('node:url');
    return new Response(await openAsBlob(fileURLToPath(url)), {
      headers: { 'content-type': typeOf(url) },
    });
  },
};

function typeOf(url: string): string {
  const types: Record<string, string> = {
    html: 'text/html',
    js: 'text/javascript',
    css: 'text/css',
    woff2: 'font/woff2',
    svg: 'image/svg+xml',
  };
  return types[url.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}

export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: NonNullable<typeof seen.permissionRequest>) => {
      seen.permissionRequest = handler;
    },
    setPermissionCheckHandler: (handler: NonNullable<typeof seen.permissionCheck>) => {
      seen.permissionCheck = handler;
    },
  },
};

/** Not a keychain: it only turns text around, so that a test can tell sealed from plain. */
export const safeStorage = {
  isEncryptionAvailable: () => machine.hasKeychain,
  getSelectedStorageBackend: () => machine.keychain,
  encryptString: (text: string) => Buffer.from(text).reverse(),
  decryptString: (sealed: Buffer) => Buffer.from(sealed).reverse().toString(),
};

export const shell = {
  openExternal: async (url: string) => void seen.externals.push(url),
  showItemInFolder: (path: string) => void seen.shownPaths.push(path),
  openPath: async (path: string) => {
    seen.openedPaths.push(path);
    return '';
  },
};
export const dialog = {
  showErrorBox: (_title: string, text: string) => void seen.errors.push(text),
  showOpenDialog: async (_window: BrowserWindow, options: { defaultPath?: string }) => {
    seen.dialogs.push(options);
    const path = machine.chosenFolder;
    return { canceled: path === undefined, filePaths: path === undefined ? [] : [path] };
  },
  showMessageBox: async (options: { message: string }) => void seen.notes.push(options.message),
};
export const nativeTheme = { shouldUseDarkColors: true };
export const nativeImage = { createFromBuffer: (png: Buffer) => ({ png }) };
export const screen = {
  getDisplayMatching: () => ({ workArea: machine.screen }),
  getPrimaryDisplay: () => ({ workArea: machine.screen }),
};
export const Menu = {
  buildFromTemplate: (template: MenuItem[]) => template,
  setApplicationMenu: (menu: MenuItem[]) => void seen.menus.push(menu),
};
export default { app, BrowserWindow };
