import { AtelierError } from '../../contract/errors.ts';
import { nextUpload, waitingRows } from '../library/outbox.ts';
import type { SyncDeps, SyncLimits, SyncLink } from '../library/sync-engine.ts';
import { instant } from '../system/clock.ts';
import { sendCall } from './call.ts';
import { compareDigest } from './digest.ts';
import { isOffline, isSignedOut } from './failure.ts';
import { mirrorModels } from './models.ts';
import { nextStep } from './next-step.ts';
import { isResyncing, type NextPage, pullPage } from './pull.ts';
import { sendPushes } from './push.ts';
import { beginResync } from './resync.ts';
import { type connectBackend, ensureSession, type Session } from './session.ts';
import {
  readOwner,
  readPullState,
  rememberSync,
  writeOwner,
  writePullState,
} from './sync-state.ts';
import { START } from '../../contract/sync.ts';

const MODELS_MS = 5 * 60_000;
/** Between two comparisons of all that is here with all that is there (rule S10). */
const DIGEST_MS = 5 * 60_000;

/** What belongs to one backend: ended as a whole when another takes its place. */
export interface Connection {
  link: SyncLink;
  client: ReturnType<typeof connectBackend>;
  session: Session | null;
  modelsAt: number;
  /** When this device was last compared with the server, or began. */
  digestAt: number;
  /** Nothing was heard of the backend since the last whole pass: it may have another history by now (rule S6). */
  silent: boolean;
  ending: AbortSignal;
  limits?: SyncLimits | undefined;
}

export interface PassEvents {
  signedIn(session: Session): void;
  /** There may be files that can go up. */
  uploads(session: Session): void;
  /** True if something was put into the outbox since it was last asked. */
  woken(): boolean;
}

/**
 * One pass: session → models → (pull, after a silence) → outbox → pull. Knows no timer; cut off anywhere, the next
 * pass goes on from what the database holds. Errors: `offline`, `unauthenticated`, and what the backend says of a
 * push or pull as a whole. While a resync waits for the server's last rows nothing is sent.
 */
export async function syncPass(
  deps: SyncDeps,
  connection: Connection,
  events: PassEvents,
): Promise<void> {
  const session = await openSession(deps, connection);
  events.signedIn(session);
  await refreshModels(deps, connection, session);
  // Edits are sent into the history that they were made in, or made anew for the one that is there now.
  if (connection.silent || isResyncing(deps)) await pullAll(deps, connection, session);
  connection.silent = false;
  if (isResyncing(deps)) return;
  await drain(deps, connection, session, events);
  await pullAll(deps, connection, session, events);
  await compare(deps, connection, session);
  rememberSync(deps.db, instant(deps.clock));
}

async function openSession(deps: SyncDeps, connection: Connection): Promise<Session> {
  const { client, link } = connection;
  const known = connection.session;
  const session = await ensureSession(client, link.credentials, connection.ending);
  connection.session = known?.userId === session.userId ? known : session;
  claim(deps, link, session.userId);
  return connection.session;
}

/**
 * This library is one user's (rule S11). The backend of this machine may have been made anew, and its only user with
 * it: to it the library moves, as into another history. Nobody else's session speaks for it.
 */
function claim({ db }: SyncDeps, link: SyncLink, userId: string): void {
  const owner = readOwner(db);
  if (owner === userId) return;
  if (owner !== null && !link.credentials) {
    throw new AtelierError('unauthenticated', 'Somebody else is signed in.', { reason: 'owner' });
  }
  db.transaction(() => {
    writeOwner(db, userId);
    if (owner === null) return;
    beginResync(db, 'epoch');
    writePullState(db, { ...readPullState(db), cursor: START, resync: 'epoch' });
  });
}

/** Models are a convenience: without them the rest goes on. */
async function refreshModels(
  deps: SyncDeps,
  connection: Connection,
  session: Session,
): Promise<void> {
  if (Date.now() - connection.modelsAt < MODELS_MS) return;
  try {
    await mirrorModels(deps, session);
    connection.modelsAt = Date.now();
  } catch (error) {
    if (isOffline(error) || isSignedOut(error)) throw error;
    deps.log.warn('the models could not be read', { error });
  }
}

/** Rarely, and only where nothing waits: what differs is read anew at once. */
async function compare(deps: SyncDeps, connection: Connection, session: Session): Promise<void> {
  if (Date.now() - connection.digestAt < DIGEST_MS || !isDrained(deps)) return;
  const different = await compareDigest(deps, session);
  connection.digestAt = Date.now();
  if (different.length > 0) await pullAll(deps, connection, session);
}

function isDrained({ db }: SyncDeps): boolean {
  return db.get('select 1 from outbox limit 1') === undefined;
}

/** Until nothing more can go now. An edit made meanwhile goes along. Answers whether anything went. */
async function drain(
  deps: SyncDeps,
  { ending }: Connection,
  session: Session,
  events: PassEvents,
): Promise<boolean> {
  for (let went = false; ; went = true) {
    ending.throwIfAborted();
    const now = instant(deps.clock);
    if (nextUpload(deps.db, now)) events.uploads(session);
    const { pushes, call } = nextStep(waitingRows(deps.db), now);
    if (call) await sendCall(deps, session, call);
    else if (pushes.length > 0) await sendPushes(deps, session, pushes);
    else return went;
  }
}

async function pullAll(
  deps: SyncDeps,
  connection: Connection,
  session: Session,
  events?: PassEvents,
): Promise<void> {
  const next: NextPage = { asked: null };
  while (await pullPage(deps, session, connection.ending, next)) {
    // Who edits while a long pull runs does not wait for its end, unless it is a resync that ends in edits.
    if (!events?.woken() || isResyncing(deps)) continue;
    if (await drain(deps, connection, session, events)) next.asked = null;
  }
}
