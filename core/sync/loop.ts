import { setTimeout as wait } from 'node:timers/promises';
import { type ErrorBody, toErrorBody } from '../../contract/errors.ts';
import type { SyncStatus } from '../../contract/studio/sync.ts';
import type { z } from 'zod';
import { nextDue } from '../library/outbox.ts';
import type { SyncDeps, SyncLink } from '../library/sync-engine.ts';
import { backoff } from './backoff.ts';
import { isOffline, isSignedOut } from './failure.ts';
import { createFilesDown } from './files-down.ts';
import { type Hints, listenForHints } from './hints.ts';
import { type Connection, type PassEvents, syncPass } from './pass.ts';
import { isResyncing } from './pull.ts';
import { connectBackend, renewSession, type Session } from './session.ts';
import { isPaused, writePaused } from './sync-state.ts';
import { createUploads, type UploadProgress } from './uploads.ts';

type State = z.infer<typeof SyncStatus>['state'];

/** Between two looks at the server while nobody hints (rule S7). */
const POLL_BUSY_MS = 1_000;
const POLL_IDLE_MS = 15_000;
/** Hints come in swarms, one a row: this long they gather into one pull… */
const SWARM_MS = 5;
/** …and so long after a pass into the next. */
const PAUSE_MS = 60;
/** Files that went up in this time let the rows that name them go together. */
const SENT_MS = 200;
/** A session that was renewed so often in a row and is still not taken is over. */
const MOST_RENEWALS = 3;

/** Every request has been ended by then; who still has not come back is left behind. */
const LEAVE_BEHIND_MS = 1_500;

export interface Loop {
  connect(link: SyncLink | null): void;
  /** There may be something to send or to pull. While the backend is away the next try keeps its time. */
  wake(): void;
  /** Now, however long the backend was away. */
  hurry(): void;
  /** Ends the connection and keeps it ended, also after the next start, until `resume`. */
  pause(): void;
  resume(): void;
  signedIn(): boolean;
  /** The file that is going up. */
  uploading(): UploadProgress | null;
  state(): { state: State; error: ErrorBody | null };
  /** Of the one who is signed in now. */
  session(): Session | null;
  fetchFile(sha256: string): Promise<boolean>;
  fetchPreview(sha256: string): Promise<boolean>;
  close(): Promise<void>;
}

/** A connection with what runs beside its passes. */
interface Live extends Connection {
  hints: Hints | null;
  controller: AbortController;
}

/**
 * When a pass runs (pass.ts), one at a time.
 *
 *   starting → (connect) → syncing → idle → (wake, hint, time) → syncing …
 *   syncing → offline → (backoff, hint, hurry) → syncing …        nothing is lost: all is in the outbox
 *   syncing → signed_out → (connect)
 *   any → (pause) → paused → (resume) → syncing
 *
 * Files go up and down beside the passes, so that a large one holds nothing else back.
 */
export function createLoop(deps: SyncDeps): Loop {
  const { log, hooks } = deps;
  const filesDown = createFilesDown(deps);
  const uploads = createUploads(deps, { sent: () => gather(SENT_MS), failed: uploadFailed });
  /** What is to be used; null as soon as another is to take its place. */
  let connection: Live | null = null;
  /** What has not ended. */
  let live: Live | null = null;
  /** Where the backend answers, while paused too. */
  let link: SyncLink | null = null;
  let paused = isPaused(deps.db);
  let state: State = paused ? 'paused' : 'starting';
  let error: ErrorBody | null = null;
  let failures = 0;
  let renewals = 0;
  let passedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let gathering: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  /** Asked for while a pass ran. */
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
    timer = setTimeout(run, milliseconds).unref();
  }

  /** Soon, together with whatever else asks for it until then. */
  function gather(milliseconds: number): void {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      run();
    }, milliseconds).unref();
  }

  function run(): void {
    if (closed || !connection || state === 'signed_out') return;
    again = true;
    if (running) return;
    clearTimeout(timer);
    again = false;
    const current = connection;
    const mine = pass(current).finally(() => {
      // One that was left behind is not the one that runs now.
      if (running === mine) running = null;
      else return;
      if (again && connection === current && failures === 0) run();
    });
    running = mine;
  }

  async function pass(current: Live): Promise<void> {
    try {
      if (state !== 'idle') become('syncing');
      await syncPass(deps, current, eventsOf(current));
      if (connection !== current) return;
      failures = 0;
      renewals = 0;
      passedAt = performance.now();
      if (current.session) filesDown.wake(current.session);
      become('idle');
      schedule(nextPoll());
    } catch (thrown) {
      await failed(current, thrown);
    }
  }

  function eventsOf(current: Live): PassEvents {
    return {
      signedIn: (session) => listen(current, session),
      uploads: (session) => {
        const { link, limits, ending } = current;
        uploads.wake({ link, session, limits, signal: ending });
      },
      woken() {
        const was = again;
        again = false;
        return was;
      },
    };
  }

  function listen(current: Live, session: Session): void {
    if (current.ending.aborted) return;
    current.hints?.keep();
    current.hints ??= listenForHints(session, () => {
      // It is there, then.
      failures = 0;
      gather(Math.max(SWARM_MS, passedAt + PAUSE_MS - performance.now()));
    });
  }

  function nextPoll(): number {
    const busy = deps.db.get("select 1 from jobs where status in ('queued', 'running') limit 1");
    const poll = busy || isResyncing(deps) ? POLL_BUSY_MS : (deps.pollMs ?? POLL_IDLE_MS);
    const due = nextDue(deps.db);
    if (due === null) return poll;
    return Math.min(poll, Math.max(Date.parse(due) - deps.clock.now().getTime(), 0) + 5);
  }

  async function failed(current: Live, thrown: unknown): Promise<void> {
    if (current.ending.aborted) return;
    failures += 1;
    current.silent = true;
    if (!isSignedOut(thrown)) return away(thrown);
    try {
      renewals += 1;
      const renewed = await renewSession(current.client, deps.session);
      // The stored session was refused; with credentials there is a second way in.
      const mayReturn = renewed || current.link.credentials !== undefined;
      if (mayReturn && renewals < MOST_RENEWALS) {
        return schedule(renewals === 1 ? 0 : backoff(failures));
      }
    } catch (renewal) {
      if (!current.ending.aborted) away(renewal);
      return;
    }
    log.warn('signed out', { error: thrown });
    current.session = null;
    filesDown.pause();
    become('signed_out', toErrorBody(thrown));
    await current.hints?.stop().catch(() => undefined);
  }

  function away(thrown: unknown): void {
    if (!isOffline(thrown)) log.warn('sync failed', { error: thrown });
    become('offline', toErrorBody(thrown));
    schedule(backoff(failures));
  }

  /** Rows went on meanwhile; a pass finds out what is the matter, and the file waits for its own time. */
  function uploadFailed(thrown: unknown): void {
    log.warn('a file did not go up', { error: thrown });
    if (failures === 0) schedule(nextPoll());
  }

  async function end(): Promise<void> {
    const current = live;
    live = null;
    if (!current) return;
    current.controller.abort();
    filesDown.pause();
    await Promise.all([
      // What supabase-js repeats by itself cannot be ended; it can do no harm any more.
      Promise.race([
        Promise.all([running, uploads.idle()]),
        wait(LEAVE_BEHIND_MS, undefined, { ref: false }),
      ]),
      current.hints?.stop().catch(() => undefined),
    ]);
    running = null;
  }

  function begin(link: SyncLink): void {
    const controller = new AbortController();
    const ending = controller.signal;
    const { limits } = deps;
    live = {
      link,
      client: connectBackend(link, { ...deps, ending, limits }),
      session: null,
      hints: null,
      modelsAt: 0,
      digestAt: Date.now(),
      silent: true,
      controller,
      ending,
      limits,
    };
    connection = live;
    failures = 0;
    renewals = 0;
    state = 'syncing';
    run();
  }

  let changing: Promise<void> = Promise.resolve();

  function change(): void {
    connection = null;
    clearTimeout(timer);
    const wanted = link;
    changing = changing.then(async () => {
      await end();
      // Of several in a row only the last is begun.
      if (!closed && !paused && wanted && wanted === link) begin(wanted);
    });
  }

  return {
    connect(next) {
      if (closed) return;
      link = next;
      change();
      if (!next && !paused) become('offline');
    },
    pause() {
      if (closed || paused) return;
      paused = true;
      writePaused(deps.db, true);
      change();
      become('paused');
    },
    resume() {
      if (closed || !paused) return;
      paused = false;
      writePaused(deps.db, false);
      become(link ? 'syncing' : 'offline');
      change();
    },
    wake() {
      if (failures === 0) run();
    },
    hurry() {
      failures = 0;
      run();
    },
    signedIn: () => connection?.session != null,
    uploading: () => uploads.current(),
    state: () => ({ state, error }),
    async fetchFile(sha256) {
      const session = connection?.session;
      return session ? filesDown.fetch(session, sha256) : false;
    },
    session: () => connection?.session ?? null,
    async fetchPreview(sha256) {
      const session = connection?.session;
      return session ? filesDown.fetchPreview(session, sha256) : false;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      clearTimeout(gathering);
      connection = null;
      live?.controller.abort();
      await changing;
      await end();
      await filesDown.idle();
    },
  };
}
