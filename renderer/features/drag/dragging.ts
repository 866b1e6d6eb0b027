import { create } from 'zustand';
import type { Outcome, Payload } from './payload.ts';

interface Dragging {
  /** What is in the air; null while nothing is. Places that can take it light up. */
  readonly payload: Payload | null;
  /** What would happen if it were let go here: the sentence under the pointer. */
  readonly over: { readonly outcome: Outcome; readonly name: string } | null;
}

export const useDragging = create<Dragging>(() => ({ payload: null, over: null }));
