import { z } from 'zod';

/** What a text means, as text-embedding-3-small says it: so many numbers, of which only the direction counts. */
export const EMBEDDING_LENGTH = 1536;

/**
 * One byte a number, -127 to 127 of the largest: a direction is off by less than a hundredth by it, and a library of
 * 100,000 works takes 154 MB instead of 614.
 */
export function packEmbedding(numbers: readonly number[]): Int8Array<ArrayBuffer> {
  const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  return Int8Array.from(numbers, (number) =>
    largest === 0 ? 0 : Math.round((number / largest) * 127),
  );
}

/** Packed, as base64: what goes over the wire for many works. */
export const PackedEmbedding = z.base64().length((EMBEDDING_LENGTH / 3) * 4);
