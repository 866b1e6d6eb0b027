import { queryClient } from '../../data/client.ts';
import { tellError } from './tell-error.ts';

type Keys = readonly (readonly string[])[];

/**
 * Shows a change at once, then sends it. If it fails, what the studio has is shown again and the failure is told.
 * Answers whether it went through.
 */
export async function attempt(
  keys: Keys,
  send: () => Promise<unknown>,
  show?: () => void,
): Promise<boolean> {
  // An answer from before the change, still on its way, must not undo what is shown.
  await Promise.all(keys.map((queryKey) => queryClient.cancelQueries({ queryKey })));
  show?.();
  try {
    await send();
    return true;
  } catch (error) {
    tellError(error);
    return false;
  } finally {
    void refreshKeys(keys);
  }
}

/** Asks again for everything under these keys that is on screen; the rest is asked for when it is shown. */
export async function refreshKeys(keys: Keys): Promise<void> {
  await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}
