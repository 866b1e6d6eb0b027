/** A value that many works have in common, that differs between them, or that none of them has. */
export type Shared<V> =
  | { readonly kind: 'same'; readonly value: V }
  | { readonly kind: 'mixed'; readonly count: number }
  | { readonly kind: 'none' };

/**
 * Compares one field over many works. `count` of a mixed field is how many different values there are; a work
 * without a value counts as one of them.
 */
export function sharedOf<T, V>(
  works: readonly T[],
  read: (work: T) => V | null | undefined,
): Shared<V> {
  const seen = new Map<string, V | null>();
  for (const work of works) {
    const value = read(work) ?? null;
    seen.set(JSON.stringify(value), value);
  }
  if (seen.size > 1) return { kind: 'mixed', count: seen.size };
  const [value] = seen.values();
  return value === undefined || value === null ? { kind: 'none' } : { kind: 'same', value };
}
