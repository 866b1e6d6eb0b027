import { REALTIME_SUBSCRIBE_STATES } from '@supabase/supabase-js';
import type { Session } from './session.ts';

export interface Hints {
  /** False once the channel is over and has to be made anew. */
  alive(): boolean;
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
  const { client } = session;
  let alive = true;
  const channel = client
    .channel(`studio:${session.userId}`)
    .on('postgres_changes', { event: '*', schema: 'public' }, onHint)
    .subscribe((status) => {
      // What changed before the channel stood was not told.
      if (status === REALTIME_SUBSCRIBE_STATES.SUBSCRIBED) onHint();
      if (status === REALTIME_SUBSCRIBE_STATES.CLOSED) alive = false;
    });
  return {
    alive: () => alive,
    async stop() {
      alive = false;
      const left = client.removeChannel(channel).catch(() => undefined);
      await Promise.race([left, new Promise((resolve) => setTimeout(resolve, LEAVE_MS))]);
      await client.realtime.disconnect();
    },
  };
}
