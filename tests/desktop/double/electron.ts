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
  errors: [] as string[],
  drags: [] as unknown[],
  sandboxed: false,
  protocolClients: [] as string[],
  exits: 0,
};

class App extends EventEmitter {
  readonly isPackaged = false;
  requestSingleInstanceLock = () => true;
  setAsDefaultProtocolClient = (scheme: string) => void seen.protocolClients.push(scheme);
  enableSandbox = () => {
    seen.sandboxed = true;
  };
  getVersion = () => '0.0.0-double';
  getPath = () => '';
  whenReady = () => Promise.resolve();
  quit = () => {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) {
      seen.exits += 1;
      this.emit('quit');
    }
  };
}
export const app = new App();

class WebContents extends EventEmitter {
  windowOpen: ((details: { url: string }) => { action: string }) | undefined;
  readonly page: WindowPage;
  constructor(page: WindowPage) {
    super();
    this.page = page;
  }
  getURL = () => this.page.url();
  setWindowOpenHandler = (handler: (details: { url: string }) => { action: string }) => {
    this.windowOpen = handler;
  };
  send = (channel: string, ...values: unknown[]) => void this.page.dispatch(channel, values);
  postMessage = (channel: string, message: unknown, ports: PortDouble[] = []) =>
    void this.page.dispatchPort(channel, message, ports);
  startDrag = (item: unknown) => void seen.drags.push(item);
  reload = () => undefined;
}

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents;
  readonly options: Record<string, unknown> & { webPreferences: Record<string, unknown> };
  bounds: { x: number; y: number; width: number; height: number };
  constructor(options: BrowserWindow['options']) {
    super();
    this.options = options;
    const {
      x = 0,
      y = 0,
      width = 1280,
      height = 800,
    } = options as Partial<BrowserWindow['bounds']>;
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
  show = () => undefined;
  focus = () => undefined;
  maximize = () => undefined;
  restore = () => undefined;
  isMinimized = () => false;
  isMaximized = () => false;
  getNormalBounds = () => this.bounds;
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
  fetch: async (url: string) => {
    const { openAsBlob } = await import('node:fs');
    const { fileURLToPath } = await import('node:url');
    try {
      return new Response(await openAsBlob(fileURLToPath(url)), {
        headers: { 'content-type': typeOf(url) },
      });
    } catch {
      return new Response(null, { status: 404 });
    }
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
  isEncryptionAvailable: () => true,
  encryptString: (text: string) => Buffer.from(text).reverse(),
  decryptString: (sealed: Buffer) => Buffer.from(sealed).reverse().toString(),
};

export const shell = {
  openExternal: async (url: string) => void seen.externals.push(url),
  openPath: async () => '',
};
export const dialog = {
  showErrorBox: (_title: string, text: string) => void seen.errors.push(text),
};
export const nativeTheme = { shouldUseDarkColors: true };
export const screen = {
  getDisplayMatching: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }),
};
export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: () => undefined,
};
export default { app, BrowserWindow };
