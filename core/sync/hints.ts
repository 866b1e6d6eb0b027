import { REALTIME_SUBSCRIBE_STATES, type RealtimeChannel } from '@supabase/supabase-js';
import type { Session } from './session.ts';

export interface Hints {
  /** Makes the channel anew where the backend closed it, as it does when a token ran out. */
  keep(): void;
  stop(): Promise<void>;
}

/** Leaving politely waits for the backend's word on it; a backend that hangs does not give it. */
const LEAVE_MS = 300;

/**
 * Realtime as a hint (rule S7): any change of a row of ours says that a pull would find something. What it carries
 * is never used, and a lost one costs at most the polling interval. The library connects again by itself, and brings
 * its token up to date with each heartbeat; a channel that the backend closed has to be made anew.
 */
export function listenForHints(session: Session, onHint: () => void): Hints {
  const { client, userId } = session;
  let channel: RealtimeChannel | null = null;
  let stopped = false;

  function keep(): void {
    if (channel || stopped) return;
    const mine = client.channel(`studio:${userId}`);
    channel = mine;
    mine.on('postgres_changes', { event: '*', schema: 'public' }, onHint).subscribe((status) => {
      // What changed before the channel stood was not told.
      if (status === REALTIME_SUBSCRIBE_STATES.SUBSCRIBED) onHint();
      // The library has taken it out of its list by then.
      if (status === REALTIME_SUBSCRIBE_STATES.CLOSED && channel === mine) channel = null;
    });
  }

  keep();
  return {
    keep,
    async stop() {
      stopped = true;
      const left = channel && client.removeChannel(channel).catch(() => undefined);
      await Promise.race([left, new Promise((resolve) => setTimeout(resolve, LEAVE_MS))]);
      await client.realtime.disconnect();
    },
  };
}
