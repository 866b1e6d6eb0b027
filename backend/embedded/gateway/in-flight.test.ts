import { expect, it } from 'vitest';
import { InFlight } from './in-flight.ts';

it('waits for what was under way when it was asked, and for nothing newer', async () => {
  const inFlight = new InFlight();
  await inFlight.answered(60_000);
  const [old, newer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const work = inFlight.track(old.promise);
  let answered = false;
  const waiting = inFlight.answered(60_000).then(() => {
    answered = true;
  });
  void inFlight.track(newer.promise);
  await Promise.resolve();
  expect(answered).toBe(false);
  old.resolve();
  await work;
  await waiting;
  expect(answered).toBe(true);
});

it('waits for no long answer, and a failed one counts as answered', async () => {
  const inFlight = new InFlight();
  const failing = inFlight.track(Promise.reject(new Error('broken off')));
  await expect(failing).rejects.toThrow('broken off');
  await inFlight.answered(60_000);
  void inFlight.track(new Promise(() => undefined));
  await inFlight.answered(5);
});
