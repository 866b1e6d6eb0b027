import { ACTS_ON_ORDERS } from './acts-on-orders.ts';
import { ACTS_ON_ROWS } from './acts-on-rows.ts';
import { ACTS_ON_WORKS } from './acts-on-works.ts';
import type { Act, Turn } from './turn.ts';

const ACTS: readonly Act[] = [...ACTS_ON_WORKS, ...ACTS_ON_ORDERS, ...ACTS_ON_ROWS];

/** One thing that a creator does, in transactions of its own. */
export function act(turn: Turn): void {
  turn.random.pick(ACTS)?.(turn);
}
