import { REALTIME_SUBSCRIBE_STATES } from '@supabase/supabase-js';
import type { Session } from './session.ts';

export interface Hints {
  stop(): Promise<void>;
}

/**
 * Realtime as a hint (rule S7): any change of a row of ours says that a pull would find something. What it carries
 * is never used, and a lost one costs at most the polling interval. The library connects again by itself.
 */
export async function listenForHints(session: Session, onHint: () => void): Promise<Hints> {
  const { client } = session;
  await client.realtime.setAuth();
  const channel = client
    .channel(`studio:${session.userId}`)
    .on('postgres_changes', { event: '*', schema: 'public' }, onHint)
    // What changed before the channel stood was not told.
    .subscribe((status) => {
      if (status === REALTIME_SUBSCRIBE_STATES.SUBSCRIBED) onHint();
    });
  return {
    async stop() {
      await client.removeChannel(channel);
      await client.realtime.disconnect();
    },
  };
}
