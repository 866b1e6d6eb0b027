import { join } from 'node:path';
import {
  app,
  MessageChannelMain,
  type MessagePortMain,
  type UtilityProcess,
  utilityProcess,
} from 'electron';
import type { ErrorBody } from '../../contract/errors.ts';
import type { ProviderKeys } from '../../contract/provider-access.ts';
import type { BackendLink } from '../../contract/solo.ts';
import type { Settings } from '../../contract/studio/settings.ts';
import type { Log } from '../../core/system/log.ts';
import type { Secrets } from '../../core/system/secrets.ts';
import { FromStudio, type Located, type ToStudio } from '../messages.ts';

/** The studio in a process of its own, so that main is free for windows. It is started again when it crashes. */
export interface StudioProcess {
  /** A port over which a window calls the studio. One that is closed already while the studio does not run. */
  connectClient(): MessagePortMain;
  /** A port over which the answer to one media request comes. */
  requestMedia(request: Extract<ToStudio, { type: 'media' }>): MessagePortMain;
  setBackend(link: BackendLink | null, trouble?: ErrorBody): void;
  keys(): Promise<ProviderKeys>;
  /** Where originals lie, for dragging them out; what is not on this machine is left out. */
  locate(sha256s: readonly string[]): Promise<Located>;
  /** Asks the studio to close, and ends it after 10 seconds. */
  close(): Promise<void>;
}

export interface StudioListener {
  /** A studio started, the first or another after a crash: ports of the one before are dead. */
  onStart(): void;
  /** The studio cannot open and will not be tried again. */
  onFailure(error: ErrorBody): void;
  onKeys(keys: ProviderKeys): void;
  onSolo(wanted: boolean): void;
  onLanguage(language: Settings['language']): void;
}

const CLOSE_GRACE = 10_000;
const FIRST_DELAY = 250;
const LONGEST_DELAY = 8_000;
/** After so many crashes without opening in between, another start would end the same. */
const MOST_CRASHES = 5;
const NOTHING: Located = { paths: [], icon: null };

/**
 *   starting → open → (crash) → waiting → starting …     crashes in a row without `open`: at most MOST_CRASHES
 *   starting → (failed: in use, too new, disk) → failed   said by the studio itself, and final
 *   any → (close) → closed
 */
export function startStudioProcess(options: {
  dataDir: string;
  secrets: Secrets;
  log: Log;
  listener: StudioListener;
}): StudioProcess {
  const { secrets, log, listener } = options;
  const firstKeys = Promise.withResolvers<ProviderKeys>();
  const located = new Map<number, (found: Located) => void>();
  let child: UtilityProcess | undefined;
  let exited = Promise.resolve();
  let state: 'running' | 'failed' | 'closed' = 'running';
  let crashes = 0;
  let timer: NodeJS.Timeout | undefined;
  let questions = 0;
  let keys: ProviderKeys | undefined;
  let backend: Extract<ToStudio, { type: 'backend' }> | undefined;

  function start(): void {
    const gone = Promise.withResolvers<void>();
    exited = gone.promise;
    const current = utilityProcess.fork(
      join(import.meta.dirname, 'studio.js'),
      [`--data=${options.dataDir}`, `--version=${app.getVersion()}`],
      { serviceName: 'Atelier studio', stdio: 'inherit' },
    );
    child = current;
    current.on('message', (raw: unknown) => receive(current, raw));
    current.on('error', (type, location) => log.error('the studio failed', { type, location }));
    current.on('exit', (code) => {
      child = undefined;
      gone.resolve();
      ended(code);
    });
    if (backend) current.postMessage(backend);
    listener.onStart();
  }

  function ended(code: number): void {
    for (const answer of located.values()) answer(NOTHING);
    located.clear();
    if (state !== 'running') return;
    crashes += 1;
    if (crashes >= MOST_CRASHES) {
      return fail({ code: 'internal', message: 'The studio keeps ending.' });
    }
    const delay = Math.min(FIRST_DELAY * 2 ** (crashes - 1), LONGEST_DELAY);
    log.error('the studio ended, starting it again', { code, delay });
    timer = setTimeout(start, delay);
  }

  function fail(error: ErrorBody): void {
    state = 'failed';
    listener.onFailure(error);
  }

  function receive(from: UtilityProcess, raw: unknown): void {
    const parsed = FromStudio.safeParse(raw);
    if (!parsed.success) return log.error('unknown message from the studio');
    const message = parsed.data;
    if (message.type === 'ready') crashes = 0;
    if (message.type === 'failed' && state === 'running') fail(message.error);
    if (message.type === 'located') {
      located.get(message.id)?.(message.located);
      located.delete(message.id);
    }
    if (message.type === 'secret') void answerSecret(from, message);
    if (message.type === 'solo') listener.onSolo(message.wanted);
    if (message.type === 'language') listener.onLanguage(message.language);
    if (message.type === 'keys') {
      keys = message.keys;
      firstKeys.resolve(keys);
      listener.onKeys(keys);
    }
  }

  /** Answers whoever asked: a studio started since counts its questions anew. */
  async function answerSecret(
    asker: UtilityProcess,
    { id, op, name, value }: Extract<FromStudio, { type: 'secret' }>,
  ): Promise<void> {
    const answer = (found: string | null, failed: boolean) =>
      asker.postMessage({ type: 'secret', id, value: found, failed } satisfies ToStudio);
    try {
      if (op === 'set') await secrets.set(name, value ?? '');
      if (op === 'delete') await secrets.delete(name);
      answer(op === 'get' ? ((await secrets.get(name)) ?? null) : null, false);
    } catch (error) {
      log.error('a secret could not be kept', { op, error });
      answer(null, true);
    }
  }

  function channel(message: ToStudio): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain();
    if (child) child.postMessage(message, [port2]);
    else port2.close();
    return port1;
  }

  start();

  return {
    connectClient: () => channel({ type: 'client' }),
    requestMedia: (request) => channel(request),
    setBackend(link, trouble) {
      backend = { type: 'backend', link, ...(trouble ? { trouble } : {}) };
      child?.postMessage(backend);
    },
    keys: async () => keys ?? firstKeys.promise,
    locate(sha256s) {
      const asked = child;
      if (!asked) return Promise.resolve(NOTHING);
      return new Promise((resolve) => {
        const id = questions++;
        located.set(id, resolve);
        asked.postMessage({ type: 'locate', id, sha256s: [...sha256s] } satisfies ToStudio);
      });
    },
    async close() {
      state = 'closed';
      clearTimeout(timer);
      const current = child;
      if (!current) return;
      current.postMessage({ type: 'close' } satisfies ToStudio);
      const kill = setTimeout(() => endProcess(current), CLOSE_GRACE);
      await exited;
      clearTimeout(kill);
    },
  };
}

/** Electron's own `kill` asks with SIGTERM, which a process that hangs does not hear. */
export function endProcess(child: UtilityProcess): void {
  if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
}
