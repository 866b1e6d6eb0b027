import i18next from 'i18next';
import { AtelierError } from '../../../contract/errors.ts';
import type { Act, ActKind } from '../../../contract/studio/history.ts';
import { api } from '../../transport/api.ts';
import { notify } from '../../ui/toast.tsx';
import { rememberChosen } from '../selection/selection-store.ts';
import { actWords } from './act-words.ts';
import { refreshKeys } from './attempt.ts';
import { tellError } from './tell-error.ts';

type Way = 'undo' | 'redo';

/** What an act may have touched. */
const TOUCHED = [['library'], ['collections'], ['workspace'], ['history']] as const;

/** Acts after which works stand elsewhere: what was chosen must not be acted upon unseen. */
const MOVES: ReadonlySet<ActKind> = new Set(['trash', 'restore', 'promote', 'discard']);

/** One after the other: two quick Ctrl+Z must not run against each other's half-done state. */
let running: Promise<unknown> = Promise.resolve();

/** The id of a new act. Calls that carry it are one step, which the studio remembers over a restart. */
export function newAct(): string {
  return crypto.randomUUID();
}

type Done = Pick<Act, 'id' | 'kind' | 'count'> & { readonly name?: string };

/** Says what was done, with the offer to take that very act back. `quiet`: the screen said so itself. */
export function didAct(
  act: Done,
  { quiet = false, detail }: { quiet?: boolean; detail?: string | undefined } = {},
): void {
  void refreshKeys([['history']]);
  if (quiet) return;
  notify({
    message: actWords({ ...act, name: act.name ?? null }),
    ...(detail !== undefined && { detail }),
    undo: () => void undo(act.id),
  });
}

/** Takes back the newest act, or the one named, however long ago it was. */
export function undo(id?: string): Promise<Act | null> {
  return enqueue('undo', id);
}

export function redo(id?: string): Promise<Act | null> {
  return enqueue('redo', id);
}

/** Goes back or forth, act by act, until the named one was taken back or done again. */
export async function goThrough(way: Way, id: string): Promise<void> {
  let act: Act | null;
  do {
    act = await enqueue(way, undefined, true);
  } while (act !== null && act.id !== id);
}

function enqueue(way: Way, id?: string, quiet = false): Promise<Act | null> {
  const letGo = rememberChosen();
  const next = running.then(() => step(way, letGo, { id, quiet }));
  running = next;
  return next;
}

/** Null where there was nothing, or it failed; that was told then. */
async function step(
  way: Way,
  letGo: () => void,
  { id, quiet }: { id: string | undefined; quiet: boolean },
): Promise<Act | null> {
  try {
    const act = await api.history[way](id === undefined ? {} : { id });
    // Whoever has gone on to choose other works meanwhile keeps those.
    if (act && MOVES.has(act.kind)) letGo();
    if (act && !quiet) {
      const what = actWords(act);
      notify({ message: i18next.t(`${way}ne`, { ns: 'history', what }), id: 'history' });
    }
    return act;
  } catch (error) {
    tell(error);
    return null;
  } finally {
    await refreshKeys(TOUCHED);
  }
}

function tell(error: unknown): void {
  const isGone =
    error instanceof AtelierError && (error.code === 'conflict' || error.code === 'not_found');
  if (!isGone) return tellError(error);
  notify({
    message: i18next.t('gone', { ns: 'history' }),
    detail: i18next.t('goneAdvice', { ns: 'history' }),
    tone: 'warning',
    id: 'history',
  });
}
