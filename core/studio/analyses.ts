import type { LibraryAsset } from '../../contract/assets.ts';
import { AtelierError, type ErrorCode, isRetryable } from '../../contract/errors.ts';
import { VisionAnswer } from '../../contract/functions/pictures.ts';
import type { Glance } from '../../contract/glance.ts';
import { isVideo } from '../../contract/media.ts';
import type { Analysis } from '../../contract/studio/analysis.ts';
import type { Topic } from '../../contract/studio/events.ts';
import {
  analysisAsked,
  analysisFailed,
  askAnalysis,
  cancelAnalysis,
  findAnalysis,
  forgetAnalysis,
  nextAnalysis,
  postponeAnalysis,
  type WaitingAnalysis,
} from '../library/analyses.ts';
import { rewriteRow } from '../library/apply.ts';
import type { LibraryContext } from '../library/context.ts';
import { requireWorks } from '../library/edit-library.ts';
import { putSaid } from '../library/server-rows.ts';
import type { SyncEngine } from '../library/sync-engine.ts';
import { findWork } from '../library/works.ts';
import { instant } from '../system/clock.ts';
import { asAtelierError } from '../system/failures.ts';
import { newId } from '../system/ids.ts';
import type { Log } from '../system/log.ts';
import { createAsking } from './asking.ts';

/** Pictures and films that a vision model looks at, one after the other; what waits goes on after the next start. */
export interface Analyses {
  get(id: string): Analysis;
  ask(ids: readonly string[], again: boolean): void;
  cancel(ids: readonly string[]): void;
  /** Works, keys or the connection have changed: one may be ready. */
  wake(): void;
  close(): void;
}

export interface AnalysesOptions {
  context: LibraryContext;
  sync: Pick<SyncEngine, 'ask' | 'wake'>;
  /** What there is to see of a film; the backend cannot open one. Errors: those of `glanceAt`. */
  glanceAt: (film: LibraryAsset) => Promise<Glance>;
  /** Whether anything is entered that could look at pictures. */
  hasModel: () => boolean;
  changed: (...topics: readonly Topic[]) => void;
  log: Log;
}

/** What changes at once is looked at once. */
const GATHER_MILLISECONDS = 50;
/** After the backend was out of reach; it is tried before where something changes. */
const REST_MILLISECONDS = 15_000;
/** A picture that failed so often, for reasons that pass, is shown as failed. */
const MOST_TRIES = 5;
const LONGEST_PAUSE_SECONDS = 300;

/** The way to the backend is cut: nothing is wrong with the picture. */
const OUT_OF_REACH: ReadonlySet<ErrorCode> = new Set([
  'offline',
  'backend_unavailable',
  'unauthenticated',
]);
/** The vendor may have been paid: only the creator asks again. */
const PAID: ReadonlySet<ErrorCode> = new Set(['provider_answer_invalid', 'timeout', 'internal']);

/**
 * Moves of a row of `analyses`: waiting → asking → gone, once the answer is on the work; → waiting, for a reason that
 * passes; → failed. One that was being asked when the studio ended is asked again: the backend answers what it has.
 */
export function createAnalyses({
  context,
  sync,
  glanceAt,
  hasModel,
  changed,
  log,
}: AnalysesOptions): Analyses {
  const { db, clock } = context;
  const asking = createAsking({
    next() {
      const row = !db.newer && hasModel() ? nextAnalysis(db) : undefined;
      return row && { due: Date.parse(row.due_at), ask: () => ask(row) };
    },
    now: () => clock.now().getTime(),
    gather: GATHER_MILLISECONDS,
    rest: REST_MILLISECONDS,
    what: 'what is on a picture',
    log,
  });

  /** Answers after how many milliseconds the next one may be asked. */
  async function ask(row: WaitingAnalysis): Promise<number> {
    const { library_id: id, again } = row;
    db.transaction(() => analysisAsked(db, id));
    changed('analysis');
    let answer: VisionAnswer;
    try {
      const work = findWork(db, id);
      const film = work && isVideo(work.mime) ? await glanceAt(work) : undefined;
      const body = { libraryId: id, ...(again !== null && { again }), ...(film && { film }) };
      answer = readAnswer(await sync.ask('vision-analysis', body));
    } catch (thrown) {
      return asking.isClosed() ? 0 : refused(row, thrown);
    }
    // Its library is closed: the next start is told the same, for nothing.
    if (asking.isClosed()) return 0;
    db.transaction(() => keep(id, answer));
    changed('analysis', 'library');
    sync.wake();
    return 0;
  }

  /** What was seen stands on the work at once; the row comes with the next pull. */
  function keep(id: string, { result }: VisionAnswer): void {
    if (!findAnalysis(db, id)) return;
    forgetAnalysis(db, id);
    const { description, labels, styleTags, nsfwScore } = result;
    putSaid(db, 'user_library', id, {
      description,
      labels,
      style_tags: styleTags,
      ...(nsfwScore !== undefined && { nsfw_score: nsfwScore }),
    });
    rewriteRow(db, 'user_library', id);
  }

  function refused({ library_id: id, tries }: WaitingAnalysis, thrown: unknown): number {
    const failure = asAtelierError(thrown);
    const error =
      failure instanceof AtelierError
        ? failure.toBody()
        : new AtelierError('internal', 'A picture could not be looked at.').toBody();
    const { code } = error;
    const isAway = OUT_OF_REACH.has(code);
    // Another machine, or this one before it died, is having it looked at.
    const isBusy = code === 'conflict';
    const isTried = !isAway && !isBusy;
    const passes =
      isAway || isBusy || (isRetryable(code) && !PAID.has(code) && tries + 1 < MOST_TRIES);
    const said = error.details?.['retryAfterSeconds'];
    const seconds = typeof said === 'number' ? said : isTried ? 2 ** (tries + 1) : 0;
    const due = clock.now().getTime() + Math.min(seconds, LONGEST_PAUSE_SECONDS) * 1_000;
    db.transaction(() => {
      if (!passes) analysisFailed(db, id, error);
      else {
        const dueAt = new Date(due).toISOString();
        postponeAnalysis(db, id, { dueAt, error, tried: isTried });
      }
    });
    changed('analysis');
    return isAway ? REST_MILLISECONDS : 0;
  }

  asking.wake();
  return {
    wake: asking.wake,
    get(id) {
      const row = findAnalysis(db, id);
      return {
        state: row?.state ?? 'idle',
        error: row?.error == null ? null : (JSON.parse(row.error) as Analysis['error']),
        hasModel: hasModel(),
      };
    },
    ask(ids, again) {
      if (!hasModel()) throw new AtelierError('not_available', 'No model that sees is entered.');
      context.command(['analysis'], () => {
        const works = requireWorks(db, ids);
        const wanted = works.filter(({ seen }) => again || seen === null);
        askAnalysis(
          db,
          wanted.map((work) => work.id),
          { again: again ? newId() : null, now: instant(clock) },
        );
      });
      asking.wake();
    },
    cancel(ids) {
      context.command(['analysis'], () => {
        for (const id of ids) cancelAnalysis(db, id);
      });
    },
    close: asking.close,
  };
}

function readAnswer(answer: unknown): VisionAnswer {
  const read = VisionAnswer.safeParse(answer);
  if (read.success) return read.data;
  throw new AtelierError('provider_answer_invalid', 'vision-analysis answered something else.');
}
