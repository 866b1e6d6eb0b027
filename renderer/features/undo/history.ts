/**
 * What can be taken back, newest last. Each act keeps what it needs to run both ways; running one may change that
 * (a save made again gives new ids), so acts are objects that live in the history, not data.
 *
 * States: an act is `done` (in `done`) or `undone` (in `undone`); a new act empties `undone`.
 */
export interface Act {
  /** Names the act for its toast and for "undo …"; already worded in the creator's language. */
  readonly label: string;
  readonly undo: () => Promise<void>;
  readonly redo: () => Promise<void>;
}

export interface History {
  readonly done: readonly Act[];
  readonly undone: readonly Act[];
}

/** Acts are small (ids and old values); the limit only keeps a very long day from growing without end. */
export const HISTORY_LIMIT = 200;

export const EMPTY_HISTORY: History = { done: [], undone: [] };

export function record(history: History, act: Act): History {
  return { done: [...history.done, act].slice(-HISTORY_LIMIT), undone: [] };
}

/** The act leaves the place it was in and stands at the end of the other: it was undone, or done again. */
export function flip(history: History, act: Act): History {
  if (history.done.includes(act)) {
    return { done: without(history.done, act), undone: [...history.undone, act] };
  }
  if (history.undone.includes(act)) {
    return { done: [...history.done, act], undone: without(history.undone, act) };
  }
  return history;
}

/** An act that can't be run any more, because what it was about is gone. */
export function forget(history: History, act: Act): History {
  return { done: without(history.done, act), undone: without(history.undone, act) };
}

const without = (acts: readonly Act[], act: Act) => acts.filter((other) => other !== act);
