import { priceOf } from '../../contract/orders.ts';
import type { Ballot, Contender, Standing } from '../../contract/studio/arena.ts';
import type { LibraryContext } from '../library/context.ts';
import { findModel } from '../library/models.ts';
import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { newId } from '../system/ids.ts';
import { paceByModel } from './pace.ts';

/** A contender as the table of votes names it: no id of a model has a bar in it. */
const nameOf = ({ model, quality }: Contender) => `${model}|${quality}`;

export function vote(context: LibraryContext, { prompt, duels }: Ballot): { id: string } {
  const { db, clock } = context;
  return context.command(['arena'], () => {
    const id = newId();
    for (const [nr, { left, right, winner }] of duels.entries()) {
      db.run(
        'insert into votes (ballot, nr, left_contender, right_contender, winner, prompt, at) values (?, ?, ?, ?, ?, ?, ?)',
        id,
        nr,
        nameOf(left),
        nameOf(right),
        winner,
        prompt,
        instant(clock),
      );
    }
    return { id };
  });
}

/** Takes a ballot back, whatever was voted since. */
export function undoVote(context: LibraryContext, ballot: string): void {
  context.command(['arena'], () => {
    context.db.run('delete from votes where ballot = ?', ballot);
  });
}

/** The best first: by the lower end of the interval, so that one lucky vote is no first place. */
export function standings(db: Database): Standing[] {
  const pace = paceByModel(db);
  const rows = db.all<{ name: string; wins: number; losses: number; ties: number }>(
    `select name, sum(won) as wins, sum(lost) as losses, sum(tied) as ties from (
       select left_contender as name, winner = 'left' as won, winner = 'right' as lost, winner = 'tie' as tied from votes
       union all
       select right_contender, winner = 'right', winner = 'left', winner = 'tie' from votes
     ) group by name`,
  );
  return rows
    .map(({ name, wins, losses, ties }): Standing => {
      const [model, quality] = name.split('|') as [string, Contender['quality']];
      const known = findModel(db, model);
      const total = wins + losses + ties;
      return {
        model,
        quality,
        wins,
        losses,
        ties,
        ...wilson(wins + ties / 2, total),
        seconds: pace[model] ?? null,
        credits: (known && priceOf({ quality, count: 1 }, known)) ?? null,
      };
    })
    .toSorted((a, b) => b.low - a.low || b.rate - a.rate || (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** Of the normal distribution: 95% lie within. */
const Z = 1.959_963_984_540_054;

/**
 * The share of successes with the score interval of Wilson, which stays within 0 and 1 and is right for few votes too.
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 */
export function wilson(
  successes: number,
  total: number,
): { rate: number; low: number; high: number } {
  if (total === 0) return { rate: 0, low: 0, high: 1 };
  const rate = successes / total;
  const spread = Z * Math.sqrt((rate * (1 - rate)) / total + Z ** 2 / (4 * total ** 2));
  const middle = rate + Z ** 2 / (2 * total);
  const scale = 1 + Z ** 2 / total;
  return {
    rate,
    low: Math.max(0, (middle - spread) / scale),
    high: Math.min(1, (middle + spread) / scale),
  };
}
