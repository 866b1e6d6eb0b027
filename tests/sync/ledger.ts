import type { Device } from './device.ts';

/** One value that somebody gave to a field whose values are all different, and what they saw there before. */
interface Write {
  value: string;
  seen: string | null;
}

/**
 * What was done, whoever did it, without a word of how sync works: the judge of the simulation. A value may only
 * vanish from sight because somebody saw it and wrote another, because it is shown as the loser of a conflict, or
 * because its row was deleted.
 */
export interface Ledger {
  readonly works: Set<string>;
  readonly purged: Set<string>;
  readonly collections: Set<string>;
  /** Removed at least once, brought back or not. */
  readonly removed: Set<string>;
  wrote(field: 'custom_title' | 'name', rowId: string, write: Write): void;
  member(collectionId: string, libraryId: string, device: string, there: boolean): void;
  /** Remembers the conflicts that a device shows now. */
  look(device: Device): void;
  /** A refused edit was shown to the creator, who gave it up. */
  gaveUp(fields: Record<string, unknown>): void;
  /** The server lost rows: who writes them again no longer knows what others had seen. */
  forgetWhatWasSeen(): void;
  /** Throws if these rows, which all agree on, cannot be what came of it. */
  judge(state: State): void;
}

export interface State {
  works: Record<string, { title: string | null; favorite: boolean; trashed: string | null }>;
  collections: Record<string, string>;
  /** `collection work`. */
  members: string[];
}

interface Membership {
  devices: Set<string>;
  there: boolean;
}

export function createLedger(): Ledger {
  const works = new Set<string>();
  const purged = new Set<string>();
  const collections = new Set<string>();
  const removed = new Set<string>();
  const writes = new Map<string, Write[]>();
  const members = new Map<string, Membership>();
  const shownAsLost = new Set<string>();
  let seesAll = true;

  function judgeValues(rows: Record<string, string | null>, field: string): void {
    if (!seesAll) return;
    for (const [rowId, final] of Object.entries(rows)) {
      const list = writes.get(`${field} ${rowId}`) ?? [];
      const known = new Set(list.map(({ value }) => value));
      if (final !== null && !known.has(final))
        throw new Error(`${rowId} is ${final}: nobody's word`);
      for (const { value } of list) {
        const found =
          value === final || list.some(({ seen }) => seen === value) || shownAsLost.has(value);
        if (!found) throw new Error(`${field} ${value} of ${rowId} is lost: it ended as ${final}`);
      }
    }
  }

  function judgeExistence(
    what: string,
    made: Set<string>,
    gone: Set<string>,
    state: object,
    mayReturn: boolean,
  ): void {
    for (const id of made) {
      if (!gone.has(id) && !(id in state)) throw new Error(`the ${what} ${id} is lost`);
    }
    for (const id of Object.keys(state)) {
      if (!made.has(id)) throw new Error(`nobody made the ${what} ${id}`);
      if (!mayReturn && gone.has(id)) throw new Error(`the ${what} ${id} came back`);
    }
  }

  return {
    works,
    purged,
    collections,
    removed,
    wrote(field, rowId, write) {
      const key = `${field} ${rowId}`;
      writes.set(key, [...(writes.get(key) ?? []), write]);
    },
    member(collectionId, libraryId, device, there) {
      const key = `${collectionId} ${libraryId}`;
      const known = members.get(key) ?? { devices: new Set(), there };
      known.devices.add(device);
      known.there = there;
      members.set(key, known);
    },
    look(device) {
      for (const { lost } of device.db.all<{ lost: string }>('select lost from conflicts')) {
        const value = JSON.parse(lost) as unknown;
        if (typeof value === 'string') shownAsLost.add(value);
      }
    },
    gaveUp(fields) {
      for (const value of Object.values(fields)) {
        if (typeof value === 'string') shownAsLost.add(value);
      }
    },
    forgetWhatWasSeen() {
      seesAll = false;
    },
    judge(state) {
      judgeExistence('work', works, purged, state.works, !seesAll);
      judgeExistence('collection', collections, removed, state.collections, true);
      const titles = Object.entries(state.works).map(([id, { title }]) => [id, title] as const);
      judgeValues(Object.fromEntries(titles), 'custom_title');
      // Who removes a collection removes what others called it meanwhile, and brings it back by its old name.
      const kept = Object.entries(state.collections).filter(([id]) => !removed.has(id));
      judgeValues(Object.fromEntries(kept), 'name');
      const there = new Set(state.members);
      for (const [key, { devices, there: wanted }] of members) {
        const [collection = '', work = ''] = key.split(' ');
        const contested = devices.size > 1 || removed.has(collection) || purged.has(work);
        if (!contested && seesAll && there.has(key) !== wanted) {
          throw new Error(`${key} should ${wanted ? '' : 'not '}be a membership`);
        }
      }
    },
  };
}
