import { TONES } from '../../../../contract/assets.ts';
import {
  type FilterKey,
  HAS,
  IS,
  parseLibraryQuery,
  TYPES,
  writeTerm,
} from '../../../../contract/library-query.ts';

/** Nobody types the id of a work; `like` is written by the program. */
export type OfferedKey = Exclude<FilterKey, 'like'>;

/** The filters that are offered, the most useful first, and values that are worth a line for each. */
const FILTER_VALUES = {
  tag: [],
  label: TONES,
  rating: ['>=4', '5', '>=3', '0'],
  is: IS,
  in: [],
  project: ['none'],
  model: [],
  after: ['today', 'yesterday', '7d', '1m'],
  before: ['today', '7d', '1m'],
  on: ['today', 'yesterday'],
  ratio: ['portrait', 'landscape', 'square'],
  has: HAS,
  meaning: [],
  color: [
    'red',
    'orange',
    'yellow',
    'green',
    'blue',
    'purple',
    'pink',
    'brown',
    'black',
    'gray',
    'white',
  ],
  type: TYPES,
  width: ['>2000', '>4000'],
  height: ['>2000', '>4000'],
  size: ['>1mb', '>5mb', '>20mb'],
  duration: ['>5', '>30'],
  provider: [],
  seed: [],
} as const satisfies Record<OfferedKey, readonly string[]>;
const OFFERED_KEYS = Object.keys(FILTER_VALUES) as OfferedKey[];

export interface CountedValue {
  readonly value: string;
  readonly count?: number;
}

interface SuggestInput {
  readonly text: string;
  readonly caret: number;
  /** What the library holds for a filter, most used first. */
  readonly valuesOf: (key: OfferedKey) => readonly CountedValue[];
  /** What a filter is called in the creator's language; it is found by that name too. */
  readonly nameOf: (key: OfferedKey) => string;
}

export type Offer =
  | { readonly kind: 'filter'; readonly key: OfferedKey }
  | {
      readonly kind: 'value';
      readonly key: OfferedKey;
      readonly value: string;
      readonly count?: number;
    };

export interface Offers {
  readonly offers: readonly Offer[];
  /** The part of the text that a choice takes the place of. */
  readonly start: number;
  readonly end: number;
  readonly negated: boolean;
  /** A value was begun: Enter takes the first offer. */
  readonly isBegun: boolean;
}

/** Enough to choose from; who wants more types on. */
const MOST = 10;

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** What can be written where the caret stands: the names of filters, or the values of one. */
export function offersFor({ text, caret, valuesOf, nameOf }: SuggestInput): Offers {
  const term = parseLibraryQuery(text).find(({ start, end }) => start <= caret && caret <= end);
  const place = {
    start: term?.start ?? caret,
    end: term?.end ?? caret,
    negated: term?.negated ?? false,
  };
  if (term?.kind === 'filter' && isOffered(term.key)) {
    const { key } = term;
    const whole = (term.operator ?? '') + term.value;
    const typed = plain(whole);
    const held: readonly CountedValue[] = [
      ...valuesOf(key),
      ...FILTER_VALUES[key].map((value) => ({ value })),
    ];
    const offers = unique(held)
      .filter(
        ({ value }) => beginsWith(value, typed) && value.toLowerCase() !== whole.toLowerCase(),
      )
      .slice(0, MOST)
      .map(({ value, count }) => ({
        kind: 'value' as const,
        key,
        value,
        ...(count !== undefined && { count }),
      }));
    return { ...place, offers, isBegun: typed !== '' };
  }
  if (term && term.kind !== 'word') return { ...place, offers: [], isBegun: false };
  const typed = plain(term?.value ?? '');
  const offers = OFFERED_KEYS.filter(
    (key) => key.startsWith(typed) || beginsWith(nameOf(key), typed),
  ).map((key) => ({ kind: 'filter' as const, key }));
  return { ...place, offers, isBegun: false };
}

/** The text once an offer was taken, and where the caret stands then. */
export function takeOffer(
  text: string,
  offers: Offers,
  offer: Offer,
): { text: string; caret: number } {
  const written =
    offer.kind === 'filter'
      ? `${offers.negated ? '-' : ''}${offer.key}:`
      : `${writeValue(offer.key, offer.value, offers.negated)} `;
  const before = text.slice(0, offers.start) + written;
  return { text: before + text.slice(offers.end).trimStart(), caret: before.length };
}

function writeValue(key: OfferedKey, value: string, negated: boolean): string {
  // What compares brings its operator with it: `>=4`.
  const operator = parseLibraryQuery(`${key}:${value}`)[0]?.operator ?? null;
  const rest = value.slice(operator?.length ?? 0);
  return writeTerm({ kind: 'filter', negated, key, operator, value: rest });
}

function isOffered(key: string | null): key is OfferedKey {
  return key !== null && Object.hasOwn(FILTER_VALUES, key);
}

/** Whether a value, or one of its words, begins as typed. */
function beginsWith(value: string, typed: string): boolean {
  const name = plain(value);
  return name.startsWith(typed) || name.split(/[\s/_-]+/).some((word) => word.startsWith(typed));
}

function unique(values: readonly CountedValue[]): CountedValue[] {
  return [...new Map(values.toReversed().map((one) => [plain(one.value), one])).values()].reverse();
}
