import { type ErrorBody, toErrorBody } from '../../contract/errors.ts';
import type { SyncStatus } from '../../contract/studio/sync.ts';
import type { z } from 'zod';
import { allRows, effectsOf } from '../library/outbox.ts';
import type { SyncDeps, SyncLink } from '../library/sync-engine.ts';
import { instant } from '../system/clock.ts';
import { backoff } from './backoff.ts';
import { sendCall } from './call.ts';
import { isOffline, isSignedOut } from './failure.ts';
import { createFilesDown } from './files-down.ts';
import { sendFile } from './files-up.ts';
import { type Hints, listenForHints } from './hints.ts';
import { mirrorModels } from './models.ts';
import { nextSteps } from './next-step.ts';
import { pull } from './pull.ts';
import { sendPushes } from './push.ts';
import { connectBackend, ensureSession, forgetSession, type Session } from './session.ts';
import { rememberSync } from './sync-state.ts';

type State = z.infer<typeof SyncStatus>['state'];

/** Between two looks at the server while nobody hints (rule S7). */
const POLL_BUSY_MS = 1_000;
const POLL_IDLE_MS = 15_000;
const MODELS_MS = 5 * 60_000;

export interface Loop {
  connect(link: SyncLink | null): void;
  /** There may be something to send or to pull. While the backend is away the next try keeps its time. */
  wake(): void;
  /** Now, however long the backend was away. */
  hurry(): void;
  signedIn(): boolean;
  state(): { state: State; error: ErrorBody | null };
  fetchFile(sha256: string): Promise<boolean>;
  close(): Promise<void>;
}

/** What belongs to one backend: ended as a whole when another takes its place. */
interface Connection {
  link: SyncLink;
  client: ReturnType<typeof connectBackend>;
  session: Session | null;
  hints: Hints | null;
  modelsAt: number;
  ending: AbortController;
}

/**
 * One round at a time: sign in → models → outbox → pull → files.
 *
 *   starting → (connect) → syncing → idle → (wake, hint, time) → syncing …
 *   syncing → offline → (backoff) → syncing …        nothing is lost: all is in the outbox
 *   syncing → signed_out → (connect)
 *
 * Files go up and down beside the rounds, so that a large one holds nothing else back.
 */
export function createLoop(deps: SyncDeps): Loop {
  const { log, hooks } = deps;
  const filesDown = createFilesDown(deps);
  let connection: Connection | null = null;
  let state: State = 'starting';
  let error: ErrorBody | null = null;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let uploading: Promise<void> | null = null;
  let again = false;
  let closed = false;

  function become(next: State, why: ErrorBody | null = null): void {
    const told = state === next && error?.code === why?.code;
    state = next;
    error = why;
    if (!told) hooks.changed('sync', 'account');
  }

  function schedule(milliseconds: number): void {
    clearTimeout(timer);
    if (closed || !connection) return;
    timer = setTimeout(run, milliseconds);
    timer.unref();
  }

  function run(): void {
    if (closed || !connection || state === 'signed_out') return;
    if (running) {
      again = true;
      return;
    }
    clearTimeout(timer);
    const current = connection;
    running = round(current).finally(() => {
      running = null;
      if (again && connection === current && failures === 0) {
        again = false;
        run();
      }
    });
  }

  async function round(current: Connection): Promise<void> {
    try {
      if (state !== 'idle') become('syncing');
      current.session ??= await ensureSession(current.client, current.link.credentials);
      const { session } = current;
      if (Date.now() - current.modelsAt > MODELS_MS) {
        await mirrorModels(deps, session);
        current.modelsAt = Date.now();
      }
      await listen(current, session);
      await drain(current, session);
      await pull(deps, session, current.ending.signal);
      filesDown.wake(session);
      failures = 0;
      rememberSync(deps.db, instant(deps.clock));
      become('idle');
      schedule(nextPoll());
    } catch (thrown) {
      if (!current.ending.signal.aborted) await failed(current, thrown);
    }
  }

  async function listen(current: Connection, session: Session): Promise<void> {
    if (current.hints) return;
    current.hints = await listenForHints(session, run);
  }

  /** Until nothing more can go now. An edit made meanwhile goes along. */
  async function drain(current: Connection, session: Session): Promise<void> {
    for (;;) {
      current.ending.signal.throwIfAborted();
      const { pushes, call, upload } = nextSteps(waiting(), instant(deps.clock));
      if (upload && !uploading) startUpload(current, session, upload);
      if (call) await sendCall(deps, session, call);
      else if (pushes.length > 0) await sendPushes(deps, session, pushes);
      else return;
    }
  }

  function startUpload(
    current: Connection,
    session: Session,
    row: Parameters<typeof sendFile>[3],
  ): void {
    uploading = sendFile(deps, current.link, session, row, current.ending.signal)
      .catch((thrown: unknown) => log.warn('a file did not go up', { error: thrown }))
      .finally(() => {
        uploading = null;
        if (connection === current) run();
      });
  }

  function waiting() {
    return allRows(deps.db).map((row) => ({ row, effects: effectsOf(deps.db, row.seq) }));
  }

  function nextPoll(): number {
    const busy = deps.db.get("select 1 from jobs where status in ('queued', 'running') limit 1");
    const poll = busy ? POLL_BUSY_MS : POLL_IDLE_MS;
    const { dueAt } = nextSteps(waiting(), instant(deps.clock));
    if (dueAt === null) return poll;
    return Math.min(poll, Math.max(Date.parse(dueAt) - deps.clock.now().getTime(), 0) + 5);
  }

  async function failed(current: Connection, thrown: unknown): Promise<void> {
    failures += 1;
    if (isSignedOut(thrown)) {
      current.session = null;
      await forgetSession(current.client).catch(() => undefined);
      // The stored session was refused; with credentials there is a second way in, once.
      if (current.link.credentials && failures < 3) return schedule(backoff(failures));
      log.warn('signed out', { error: thrown });
      become('signed_out', toErrorBody(thrown));
      return;
    }
    if (!isOffline(thrown)) log.warn('sync failed', { error: thrown });
    become('offline', toErrorBody(thrown));
    schedule(backoff(failures));
  }

  async function end(current: Connection | null): Promise<void> {
    if (!current) return;
    current.ending.abort();
    await running;
    await uploading;
    await current.hints?.stop().catch(() => undefined);
  }

  let changing: Promise<void> = Promise.resolve();

  return {
    connect(link) {
      if (closed) return;
      const before = connection;
      connection = null;
      clearTimeout(timer);
      changing = changing.then(async () => {
        await end(before);
        if (closed || !link) return;
        connection = {
          link,
          client: connectBackend(link, deps),
          session: null,
          hints: null,
          modelsAt: 0,
          ending: new AbortController(),
        };
        failures = 0;
        state = 'syncing';
        run();
      });
      if (!link) become('offline');
    },
    wake() {
      if (failures === 0) run();
    },
    hurry() {
      failures = 0;
      run();
    },
    signedIn: () => connection?.session != null,
    state: () => ({ state, error }),
    async fetchFile(sha256) {
      const session = connection?.session;
      return session ? filesDown.fetch(session, sha256) : false;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      const last = connection;
      connection = null;
      await changing;
      await end(last);
      await filesDown.stop();
    },
  };
}
