import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioEvent, type Topic } from '../../contract/studio/events.ts';
import { followEvents, staleKeys } from './events.ts';

describe('staleKeys', () => {
  it('knows every topic of the contract', () => {
    for (const topic of StudioEvent.shape.topic.options) {
      const keys = staleKeys(new Set([topic]));
      expect(keys === null).toBe(topic === 'resync');
    }
  });

  it('makes everything stale on a resync, whatever else came with it', () => {
    expect(staleKeys(new Set<Topic>(['library', 'resync']))).toBeNull();
  });
});

describe('followEvents', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('asks once for a burst of the same event, and no more after it was stopped', () => {
    const client = new QueryClient();
    const invalidate = vi.spyOn(client, 'invalidateQueries').mockResolvedValue();
    let tell: (event: StudioEvent) => void = () => undefined;
    const stop = followEvents(
      { listen: (listener) => ((tell = listener), () => undefined) },
      client,
    );

    for (let count = 0; count < 20; count += 1) tell({ topic: 'orders' });
    vi.runAllTimers();
    const stale = staleKeys(new Set<Topic>(['orders'])) ?? [];
    expect(stale.length).toBeGreaterThan(1);
    expect(invalidate.mock.calls.map(([filter]) => filter?.queryKey)).toEqual(stale);

    tell({ topic: 'library' });
    stop();
    vi.runAllTimers();
    expect(invalidate).toHaveBeenCalledTimes(stale.length);
    client.clear();
  });
});
