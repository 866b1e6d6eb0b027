import i18next from 'i18next';
import { createStore } from 'zustand';
import { notify } from '../../ui/toast.tsx';
import { tellError } from './tell-error.ts';
import { type Act, EMPTY_HISTORY, flip, forget, type History, record } from './history.ts';

/** Everything that can be taken back in this window, whichever screen it was done on. */
export const history = createStore<History>(() => EMPTY_HISTORY);

/** One after the other: two quick Ctrl+Z must not run against each other's half-done state. */
let running: Promise<void> = Promise.resolve();

/** Remembers what was done and says so, with the offer to take it back. `quiet`: the screen said so itself. */
export function didAct(act: Act, { quiet = false }: { quiet?: boolean } = {}): void {
  history.setState(record(history.getState(), act), true);
  if (!quiet) notify({ message: act.label, undo: () => void takeBack(act) });
}

export function undo(): Promise<void> {
  return enqueue(() => history.getState().done.at(-1));
}

export function redo(): Promise<void> {
  return enqueue(() => history.getState().undone.at(-1));
}

/** Takes back one act, however long ago it was; does nothing if that happened already. */
export function takeBack(act: Act): Promise<void> {
  return enqueue(() => (history.getState().done.includes(act) ? act : undefined));
}

function enqueue(choose: () => Act | undefined): Promise<void> {
  running = running.then(() => run(choose()));
  return running;
}

async function run(act: Act | undefined): Promise<void> {
  if (!act) return;
  const isDone = history.getState().done.includes(act);
  try {
    await (isDone ? act.undo() : act.redo());
    history.setState(flip(history.getState(), act), true);
    notify({
      message: i18next.t(isDone ? 'undone' : 'redone', { ns: 'grid', what: act.label }),
    });
  } catch (error) {
    // What it was about is gone (a result expired, a trash was emptied): trying again would fail again.
    history.setState(forget(history.getState(), act), true);
    tellError(error);
  }
}
