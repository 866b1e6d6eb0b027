/** Lets work on one thing at a time: who comes later waits. Work on different things runs side by side. */
export interface Turns {
  take<T>(thing: string, work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take(thing, work) {
      const before = last.get(thing) ?? Promise.resolve();
      const mine = before.then(work, work);
      last.set(thing, mine);
      return mine.finally(() => {
        if (last.get(thing) === mine) last.delete(thing);
      });
    },
  };
}
