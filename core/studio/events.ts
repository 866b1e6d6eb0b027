import type { StudioEvent, Topic } from '../../contract/studio/events.ts';

export interface StudioEvents {
  /** What is said within a few milliseconds is told once. */
  changed(...topics: readonly Topic[]): void;
  /** Answers a function that stops it. */
  onEvent(callback: (event: StudioEvent) => void): () => void;
  /** `resync` first, then what changes, until `signal` aborts or the studio closes. */
  subscribe(signal: AbortSignal | undefined): AsyncGenerator<StudioEvent, void>;
  close(): void;
}

/** Long enough to take the words of one pull together, short enough that nobody sees it. */
const GATHER_MILLISECONDS = 10;

export function createStudioEvents(): StudioEvents {
  const listeners = new Set<(event: StudioEvent) => void>();
  const closing = new AbortController();
  const gathered = new Set<Topic>();
  let timer: NodeJS.Timeout | undefined;

  function tell(): void {
    timer = undefined;
    const topics = [...gathered];
    gathered.clear();
    for (const topic of topics) for (const listener of listeners) listener({ topic });
  }

  function onEvent(callback: (event: StudioEvent) => void): () => void {
    // A listener of its own, so that one function listening twice can stop once.
    const listener = (event: StudioEvent) => callback(event);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  return {
    changed(...topics) {
      if (closing.signal.aborted) return;
      for (const topic of topics) gathered.add(topic);
      timer ??= setTimeout(tell, GATHER_MILLISECONDS);
    },
    onEvent,
    async *subscribe(signal) {
      const ended = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      // Only which topics changed counts, so a slow listener never falls behind.
      const waiting = new Set<Topic>(['resync']);
      let wake: (() => void) | undefined;
      const stop = onEvent(({ topic }) => {
        waiting.add(topic);
        wake?.();
      });
      const onEnd = () => wake?.();
      ended.addEventListener('abort', onEnd);
      try {
        while (!ended.aborted) {
          for (const topic of waiting) {
            waiting.delete(topic);
            yield { topic };
            if (ended.aborted) return;
          }
          if (waiting.size > 0) continue;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      } finally {
        stop();
        ended.removeEventListener('abort', onEnd);
      }
    },
    close() {
      clearTimeout(timer);
      closing.abort();
      listeners.clear();
    },
  };
}
