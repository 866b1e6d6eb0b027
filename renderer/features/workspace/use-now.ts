import { useSyncExternalStore } from 'react';

/** The time to the minute, so that "2 days" becomes "1 day" while the window stays open. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, thisMinute);
}

const MINUTE = 60_000;
const thisMinute = () => Math.floor(Date.now() / MINUTE) * MINUTE;

function subscribe(onChange: () => void): () => void {
  const timer = setInterval(onChange, MINUTE);
  return () => clearInterval(timer);
}
