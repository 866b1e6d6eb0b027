import { readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from '@playwright/test';
import type { PortDouble } from './ports.ts';

/** Chromium knows no `atelier:` scheme, so the page lives at this address, and every name of it is put back on the way. */
const STAND_IN = 'https://app.atelier.test';
const REAL = 'atelier://app';

export interface WindowPage {
  load(url: string): Promise<void>;
  url(): string;
  reload(): Promise<void>;
  dispatch(channel: string, values: unknown[]): Promise<void>;
  dispatchPort(channel: string, message: unknown, ports: PortDouble[]): Promise<void>;
  page: Promise<Page>;
}

export interface WindowPageOptions {
  preload: string;
  size: { width: number; height: number };
  request(request: Request): Response | Promise<Response>;
  onSend(channel: string, values: unknown[], frame: { url: string; parent: object | null }): void;
}

let browser: Promise<Browser> | undefined;

function launch(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return browser;
}

export async function closeBrowser(): Promise<void> {
  const open = await browser;
  browser = undefined;
  // A page may be loading still; what it asks for now goes nowhere.
  for (const context of open?.contexts() ?? []) {
    await context.unrouteAll({ behavior: 'ignoreErrors' });
  }
  await open?.close();
}

/** The page's side of the bridge: what a sandboxed preload can `require`, and the far ends of ports. */
const BRIDGE = `
  const listeners = new Map();
  const ports = new Map();
  const ipcRenderer = {
    on(channel, listener) { (listeners.get(channel) ?? listeners.set(channel, new Set()).get(channel)).add(listener); return ipcRenderer; },
    off(channel, listener) { listeners.get(channel)?.delete(listener); return ipcRenderer; },
    once(channel, listener) { const one = (...all) => { ipcRenderer.off(channel, one); listener(...all); }; return ipcRenderer.on(channel, one); },
    send(channel, ...values) { void window.__send(channel, values); },
  };
  window.__dispatch = (channel, values) => { for (const listener of [...(listeners.get(channel) ?? [])]) listener({ ports: [] }, ...values); };
  window.__dispatchPort = (channel, message, id) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => void window.__portSend(id, data);
    ports.set(id, port1);
    for (const listener of [...(listeners.get(channel) ?? [])]) listener({ ports: [port2] }, message);
  };
  window.__portReceive = (id, data) => ports.get(id)?.postMessage(data);
  const contextBridge = { exposeInMainWorld: (name, api) => { window[name] = api; } };
  const modules = { electron: { contextBridge, ipcRenderer } };
`;

/** What is told to a page that closes or leaves is lost, as it is in Electron: the program that tells it hears nothing. */
const GONE = /has been closed|Execution context was destroyed/;
async function lostWhenGone(telling: Promise<unknown>): Promise<void> {
  try {
    await telling;
  } catch (error) {
    if (!(error instanceof Error && GONE.test(error.message))) throw error;
  }
}

export function createWindowPage(options: WindowPageOptions): WindowPage {
  const ports = new Map<number, PortDouble>();
  const page = open();

  async function open(): Promise<Page> {
    const context = await (await launch()).newContext({ viewport: options.size });
    await context.exposeBinding('__send', ({ frame }, channel: string, values: unknown[]) =>
      options.onSend(channel, values, {
        url: frame.url().replace(STAND_IN, REAL),
        parent: frame.parentFrame(),
      }),
    );
    await context.exposeBinding('__portSend', (_source, id: number, data: unknown) =>
      ports.get(id)?.postMessage(data),
    );
    const preload = readFileSync(options.preload, 'utf8').replaceAll(REAL, STAND_IN);
    // A fresh page shows about:blank first, which no window of Electron's does.
    await context.addInitScript(`(() => { if (location.origin !== '${STAND_IN}') return; ${BRIDGE}
      const process = { platform: 'linux', versions: {} };
      (function (require, exports, module) { ${preload} })((name) => modules[name], {}, { exports: {} });
    })();`);
    await context.route(`${STAND_IN}/**`, async (route) => {
      const asked = route.request();
      const body = asked.postDataBuffer();
      let response: Response;
      let bytes: ArrayBuffer;
      try {
        response = await options.request(
          new Request(asked.url().replace(STAND_IN, REAL), {
            method: asked.method(),
            headers: await asked.allHeaders(),
            ...(body ? { body: new Uint8Array(body), duplex: 'half' } : {}),
          }),
        );
        bytes = await response.arrayBuffer();
      } catch {
        // The answer fails or breaks off, for example because the app quits: a network error for the page.
        return route.abort('failed');
      }
      return route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(bytes),
      });
    });
    return context.newPage();
  }

  return {
    page,
    url: () => REAL,
    load: async (url) => void (await (await page).goto(url.replace(REAL, STAND_IN))),
    dispatch: async (channel, values) => {
      const target = await page;
      await lostWhenGone(
        target.evaluate(([name, all]) => (window as never as Bridge).__dispatch(name, all), [
          channel,
          values,
        ] as const),
      );
    },
    reload: async () => lostWhenGone((await page).reload()),
    async dispatchPort(channel, message, [port]) {
      if (!port) return;
      const id = ports.size;
      ports.set(id, port);
      const target = await page;
      await lostWhenGone(
        target.evaluate(
          ([name, value, number]) =>
            (window as never as Bridge).__dispatchPort(name, value, number),
          [channel, message, id] as const,
        ),
      );
      // Messages keep their order: each is handed over before the next.
      let turn: Promise<unknown> = Promise.resolve();
      port.on('message', ({ data }: { data: unknown }) => {
        turn = turn.then(() =>
          lostWhenGone(
            target.evaluate(
              ([number, value]) => (window as never as Bridge).__portReceive(number, value),
              [id, data] as const,
            ),
          ),
        );
      });
      port.start();
    },
  };
}

interface Bridge {
  __dispatch(channel: string, values: unknown[]): void;
  __dispatchPort(channel: string, message: unknown, id: number): void;
  __portReceive(id: number, data: unknown): void;
}
