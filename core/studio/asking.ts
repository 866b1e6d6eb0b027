import type { Log } from '../system/log.ts';

/** Asks the backend in the background, one question after another, for as long as something waits. */
export interface Asking {
  /** Something that may be ready has changed. */
  wake: () => void;
  isClosed: () => boolean;
  close: () => void;
}

/** A question that waits. */
export interface Waiting {
  /** When it may be asked, in milliseconds since 1970. */
  due: number;
  /** Answers after how many milliseconds the next one may be asked. */
  ask: () => Promise<number>;
}

export interface AskingOptions {
  /** The next question; undefined when none waits, or nobody is there to answer. */
  next: () => Waiting | undefined;
  now: () => number;
  /** Milliseconds in which what changes at once is gathered. */
  gather: number;
  /** Milliseconds after something failed on this machine. */
  rest: number;
  /** What is asked, for the log. */
  what: string;
  log: Log;
}

/** A due time is looked at anew after so many milliseconds: the machine may have slept, or its clock been set. */
const LONGEST_WAIT = 300_000;

export function createAsking({ next, now, gather, rest, what, log }: AskingOptions): Asking {
  let timer: NodeJS.Timeout | undefined;
  let isAsking = false;
  let isClosed = false;

  function wakeIn(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(run, milliseconds).unref();
  }

  function run(): void {
    const waiting = next();
    if (!waiting) return;
    const wait = waiting.due - now();
    if (wait > 0) return wakeIn(Math.min(wait, LONGEST_WAIT));
    isAsking = true;
    waiting
      .ask()
      .catch((error: unknown) => {
        // A full disk, for one.
        log.error(`${what} could not be kept`, { error });
        return rest;
      })
      .then((pause) => {
        isAsking = false;
        if (!isClosed) wakeIn(pause);
      })
      .catch((error: unknown) => log.error(`${what} is no longer asked about`, { error }));
  }

  return {
    wake() {
      if (!isClosed && !isAsking) wakeIn(gather);
    },
    isClosed: () => isClosed,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
