import { v5, v7 } from 'uuid';

/** A new id: a UUIDv7, so ids sort by the time they were made (rule S1). */
export function newId(): string {
  return v7();
}

/** Fixed for ever: ids derived with it are on the disks and servers of creators. */
const DERIVED = '7d1ad9ab-3f0c-5a53-9d0b-6b1f2f6c7f11';

/**
 * The id of what joins two rows, such as a work in a collection: the same pair gives the same id on every
 * machine, so one membership made twice is one row. A UUIDv5; the order of the pair counts.
 */
export function derivedId(first: string, second: string): string {
  return v5(`${first.toLowerCase()}:${second.toLowerCase()}`, DERIVED);
}
