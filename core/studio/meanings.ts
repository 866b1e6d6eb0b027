import { PackedEmbedding, packEmbedding, EMBEDDING_LENGTH } from '../../contract/embedding.ts';
import { AtelierError, type ErrorCode, isRetryable } from '../../contract/errors.ts';
import { z } from 'zod';
import { MOST_EMBEDDED } from '../../contract/functions/pictures.ts';
import type { Meanings as Status } from '../../contract/studio/analysis.ts';
import type { Topic } from '../../contract/studio/events.ts';
import type { LibraryFilter } from '../../contract/studio/library.ts';
import type { LibraryContext } from '../library/context.ts';
import {
  countMeanings,
  keepMeaning,
  keepMeaningOfText,
  meaningOfText,
  nextDue,
  nextMeanings,
  postponeMeaning,
  type WaitingMeaning,
} from '../library/meanings.ts';
import { warmMeanings } from '../library/meaning-index.ts';
import { termsOf } from '../library/query/find.ts';
import { readSettings } from '../library/settings.ts';
import type { SyncEngine } from '../library/sync-engine.ts';
import { instant } from '../system/clock.ts';
import { asAtelierError } from '../system/failures.ts';
import type { Log } from '../system/log.ts';
import { createAsking } from './asking.ts';

/** What works and searched texts mean: asked for once, in the background, and kept here and on the server. */
export interface Meanings {
  status(): Status;
  /**
   * Makes sure that what a search says by `meaning:` is known. Errors: `not_available` where it is switched off or no model
   * is entered, `offline` and the like.
   */
  prepare(filter: Pick<LibraryFilter, 'collectionId' | 'search'>): Promise<void>;
  /** Works, keys or the connection have changed: some may be ready. */
  wake(): void;
  close(): void;
}

export interface MeaningsOptions {
  context: LibraryContext;
  sync: Pick<SyncEngine, 'ask'>;
  hasModel: () => boolean;
  changed: (...topics: readonly Topic[]) => void;
  log: Log;
}

const FUNCTION = 'generate-embeddings';
/** What changes at once is asked for at once. */
const GATHER_MILLISECONDS = 500;
const REST_MILLISECONDS = 60_000;
const LONGEST_PAUSE_SECONDS = 3_600;
const MOST_TRIES = 5;
/** Nothing is wrong with the works. */
const NOT_NOW: ReadonlySet<ErrorCode> = new Set([
  'offline',
  'backend_unavailable',
  'unauthenticated',
  'not_available',
  'rate_limited',
]);

/** The vendor may have been paid: it is asked again when the words change. */
const PAID: ReadonlySet<ErrorCode> = new Set(['provider_answer_invalid', 'timeout', 'internal']);

const Works = z.object({
  works: z.array(z.object({ libraryId: z.string(), packed: PackedEmbedding })),
});
const OfText = z.object({ embedding: z.array(z.number()).length(EMBEDDING_LENGTH) });

export function createMeanings({
  context,
  sync,
  hasModel,
  changed,
  log,
}: MeaningsOptions): Meanings {
  const { db, clock } = context;
  const texts = new Map<string, Promise<void>>();
  const asking = createAsking({
    next() {
      const due = !db.newer && hasModel() ? nextDue(db) : undefined;
      return due === undefined ? undefined : { due, ask: askNext };
    },
    now: () => clock.now().getTime(),
    gather: GATHER_MILLISECONDS,
    rest: REST_MILLISECONDS,
    what: 'what works mean',
    log,
  });

  /** Answers after how many milliseconds the next ones may be asked for. */
  async function askNext(): Promise<number> {
    const works = db.transaction(() => nextMeanings(db, instant(clock), MOST_EMBEDDED));
    if (works.length === 0) return 0;
    let answer: z.output<typeof Works>;
    try {
      const libraryIds = works.map(({ library_id }) => library_id);
      answer = read(Works, await sync.ask(FUNCTION, { action: 'works', libraryIds }));
    } catch (thrown) {
      return asking.isClosed() ? 0 : refused(works, thrown);
    }
    if (asking.isClosed()) return 0;
    const answers = new Map(answer.works.map((work) => [work.libraryId, work.packed]));
    db.transaction(() => {
      for (const work of works) {
        const packed = answers.get(work.library_id);
        if (packed !== undefined)
          keepMeaning(db, work, new Int8Array(Buffer.from(packed, 'base64')));
        // The server has other words of it, or none, until the next pull or push.
        else postponeMeaning(db, work.library_id, later(work.tries));
      }
    });
    changed('analysis', 'library');
    return 0;
  }

  function refused(works: readonly WaitingMeaning[], thrown: unknown): number {
    const error = asAtelierError(thrown);
    const code = error instanceof AtelierError ? error.code : 'internal';
    if (NOT_NOW.has(code)) return REST_MILLISECONDS;
    db.transaction(() => {
      for (const { library_id, tries } of works) {
        const again = isRetryable(code) && !PAID.has(code) ? later(tries) : null;
        postponeMeaning(db, library_id, again);
      }
    });
    log.warn('what works mean was not told', { code, works: works.length });
    return 0;
  }

  /** Null: not until its words change. */
  function later(tries: number): string | null {
    if (tries + 1 >= MOST_TRIES) return null;
    const seconds = Math.min(60 * 4 ** tries, LONGEST_PAUSE_SECONDS);
    return new Date(clock.now().getTime() + seconds * 1_000).toISOString();
  }

  async function askText(text: string): Promise<void> {
    const answer = read(OfText, await sync.ask(FUNCTION, { action: 'text', text }));
    if (asking.isClosed()) return;
    const vector = packEmbedding(answer.embedding);
    db.transaction(() => keepMeaningOfText(db, text, { vector, now: instant(clock) }));
  }

  if (readSettings(db).findByMeaning) {
    warmMeanings(db).catch((error: unknown) => {
      // It was closed meanwhile, or the first search reads it.
      if (!asking.isClosed()) log.warn('meanings were not read ahead', { error });
    });
  }
  asking.wake();
  return {
    wake: asking.wake,
    status: () => ({ ...countMeanings(db), hasModel: hasModel() }),
    async prepare(filter) {
      const asked = termsOf(db, filter)
        .filter(({ key, problem }) => key === 'meaning' && problem === null)
        .map(({ value }) => value.trim().slice(0, 2_000));
      for (const text of new Set(asked)) {
        if (meaningOfText(db, text)) continue;
        if (!hasModel() || !readSettings(db).findByMeaning) {
          throw new AtelierError('not_available', 'Finding by meaning is not switched on.', {
            feature: 'meaning',
          });
        }
        // The list and its days ask at once.
        const answer = texts.get(text) ?? askText(text).finally(() => texts.delete(text));
        texts.set(text, answer);
        await answer;
      }
    },
    close: asking.close,
  };
}

function read<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new AtelierError('provider_answer_invalid', `${FUNCTION} answered something else.`);
}
