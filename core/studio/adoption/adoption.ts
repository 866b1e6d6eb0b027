import { existsSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { AtelierError } from '../../../contract/errors.ts';
import type { Adoption } from '../../../contract/studio/account.ts';
import type { LibraryContext } from '../../library/context.ts';
import { copyFonts } from '../../library/fonts.ts';
import { MIGRATIONS } from '../../library/migrations/all.ts';
import type { MediaStore } from '../../media/media-store.ts';
import { type Database, openDatabase } from '../../system/database.ts';
import { asAtelierError } from '../../system/failures.ts';
import { createFileStore } from '../../system/files.ts';
import type { Log } from '../../system/log.ts';
import { type AccountPaths, accountPaths, type StudioPaths } from '../../system/paths.ts';
import { extensionOf } from '../../../contract/media.ts';
import { join } from 'node:path';
import {
  type AdoptionState,
  lastOutboxSeq,
  readAdoption,
  unsentOf,
  writeAdoption,
} from './adoption-state.ts';
import { type AdoptionSides, adoptRow, adoptWork } from './adopt-row.ts';
import { countRows, idsAfter, STEPS } from './adopted-rows.ts';

/** The library of this machine, taken into an account or kept apart from it. */
export interface AdoptionDesk {
  /** Null where there is nothing to adopt. */
  status(): Adoption | null;
  /** Errors: `conflict` when there is nothing to adopt. */
  decide(choice: 'adopt' | 'apart'): Adoption;
  /** Goes on with what a start before this one began. */
  resume(): void;
  /** Resolves when nothing is being copied. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface AdoptionOptions {
  paths: StudioPaths;
  context: LibraryContext;
  store: MediaStore;
  userId: string;
  log: Log;
  changed(): void;
}

/** Rows in one transaction: some milliseconds. */
const BATCH = 100;

export const NO_ADOPTION: AdoptionDesk = {
  status: () => null,
  decide() {
    throw new AtelierError('conflict', 'There is no other library to adopt.');
  },
  resume: () => undefined,
  idle: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};

/**
 * Copies every row and file of the solo library into the account's own, through its outbox. The solo library is only
 * read. What was copied and where it goes on is one transaction a batch, and every id follows from the old one: cut off
 * anywhere, it goes on where it was, and nothing comes twice.
 */
export function createAdoption(options: AdoptionOptions): AdoptionDesk {
  const { context, log } = options;
  const { db } = context;
  const from = accountPaths(options.paths, 'solo');
  let running: Promise<void> | null = null;
  const stopping = new AbortController();
  let trouble: string | null = null;

  function status(): Adoption | null {
    const state = readAdoption(db);
    if (!existsSync(from.database)) return null;
    const solo = openDatabase({ path: from.database, migrations: MIGRATIONS, newer: 'read' });
    try {
      const held = holdings(solo);
      if (!state && held.total === 0) return null;
      return { ...held, ...progress(db, state, held.total), error: trouble };
    } finally {
      solo.close();
    }
  }

  function decide(choice: 'adopt' | 'apart'): Adoption {
    const before = status();
    if (!before) throw new AtelierError('conflict', 'There is no other library to adopt.');
    if (choice === 'apart' && before.state !== 'offered') return before;
    if (choice === 'apart' || before.state === 'offered' || before.state === 'apart') {
      db.transaction(() => writeAdoption(db, begun(db, choice, before.total)));
    }
    if (choice === 'adopt') run();
    options.changed();
    return status() ?? before;
  }

  function run(): void {
    if (running || stopping.signal.aborted) return;
    const state = readAdoption(db);
    if (state?.choice !== 'adopt' || !state.at) return;
    trouble = null;
    running = copyAll(options, from, stopping.signal)
      .catch((thrown: unknown) => {
        if (stopping.signal.aborted) return;
        const error = asAtelierError(thrown);
        trouble = error instanceof AtelierError ? error.code : 'internal';
        log.error('adopting the library of this machine rests', { error });
      })
      .finally(() => {
        running = null;
        options.changed();
      });
  }

  return {
    status,
    decide,
    resume: run,
    async idle() {
      await running;
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function begun(db: Database, choice: AdoptionState['choice'], total: number): AdoptionState {
  const firstSeq = lastOutboxSeq(db);
  const at = { step: 0, after: '' };
  return { choice, at, copied: 0, skipped: 0, total, firstSeq, lastSeq: null };
}

function holdings(solo: Database): Pick<Adoption, 'works' | 'collections' | 'bytes' | 'total'> {
  const held = solo.get<{ works: number; collections: number; bytes: number }>(
    `select (select count(*) from user_library) as works,
       (select count(*) from user_collections) as collections,
       (select coalesce(sum(bytes), 0) from files
         where sha256 in (select sha256 from user_library)) as bytes`,
  );
  return { works: 0, collections: 0, bytes: 0, ...held, total: countRows(solo) };
}

function progress(
  db: Database,
  state: AdoptionState | null,
  total: number,
): Pick<Adoption, 'state' | 'copied' | 'total' | 'skipped' | 'unsent'> {
  if (!state) return { state: 'offered', copied: 0, total, skipped: 0, unsent: 0 };
  if (state.choice === 'apart') return { state: 'apart', copied: 0, total, skipped: 0, unsent: 0 };
  const { copied, skipped } = state;
  const unsent = unsentOf(db, state);
  const then = unsent > 0 ? 'sending' : 'done';
  return { state: state.at ? 'copying' : then, copied, skipped, total: state.total, unsent };
}

async function copyAll(
  { context, store, userId }: AdoptionOptions,
  from: AccountPaths,
  signal: AbortSignal,
): Promise<void> {
  // Brought up to date like any library that is opened; nothing else of it changes.
  const solo = openDatabase({ path: from.database, migrations: MIGRATIONS });
  try {
    const files = createFileStore(from);
    const originals: AdoptionSides['solo']['store'] = {
      originalPath: (sha256, mime) => files.pathOf(sha256, extensionOf(mime)),
      thumbnailPath: (sha256, size) =>
        join(from.thumbnails, sha256.slice(0, 2), `${sha256}-${size}.webp`),
    };
    copyFonts(solo, context);
    const sides: AdoptionSides = { solo: { db: solo, store: originals }, context, store, userId };
    while (await copySome(sides, signal)) {
      await breathe();
      signal.throwIfAborted();
    }
  } finally {
    solo.close();
  }
}

/** One work, or a batch of other rows. False once all is copied. */
async function copySome(sides: AdoptionSides, signal: AbortSignal): Promise<boolean> {
  const { db } = sides.context;
  const state = readAdoption(db);
  const step = state?.at && STEPS[state.at.step];
  if (!state?.at) return false;
  if (!step) {
    finish(sides.context, state);
    return false;
  }
  const ids = idsAfter(sides.solo.db, step.table, state.at.after, BATCH);
  const last = ids.at(-1);
  if (last === undefined) {
    const at = { step: state.at.step + 1, after: '' };
    db.transaction(() => writeAdoption(db, { ...state, at }));
    return true;
  }
  if (step.table === 'user_library') {
    for (const id of ids) {
      signal.throwIfAborted();
      await adoptWork(sides, id, (outcome) => count(db, id, [outcome]));
    }
    return true;
  }
  sides.context.command(['collections', 'sync', 'account'], () => {
    const outcomes = ids.map((id) => adoptRow(sides, step, id));
    count(db, last, step.nesting ? [] : outcomes);
  });
  return true;
}

/** In the transaction that wrote the rows. */
function count(db: Database, after: string, outcomes: readonly ('copied' | 'skipped')[]): void {
  const state = readAdoption(db);
  if (!state?.at) return;
  const copied = outcomes.filter((outcome) => outcome === 'copied').length;
  writeAdoption(db, {
    ...state,
    at: { ...state.at, after },
    copied: state.copied + copied,
    skipped: state.skipped + outcomes.length - copied,
  });
}

function finish(context: LibraryContext, state: AdoptionState): void {
  const { db } = context;
  context.command(['account', 'sync'], () =>
    writeAdoption(db, { ...state, at: null, lastSeq: lastOutboxSeq(db) }),
  );
}
