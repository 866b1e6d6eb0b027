import { MAX_TAGS, Tag } from '../../../contract/assets.ts';

/** A tag and how many of the works that are compared have it. */
export interface TagCount {
  readonly tag: string;
  readonly count: number;
}

const same = (tag: string) => tag.normalize('NFC').toLowerCase();

/** The tags of several works, those that most have first. Compared without case; spelled as in the first work. */
export function tagsOf(works: readonly { readonly tags: readonly string[] }[]): TagCount[] {
  const counts = new Map<string, { tag: string; count: number }>();
  for (const { tags } of works) {
    for (const tag of tags) {
      const found = counts.get(same(tag));
      if (found) found.count += 1;
      else counts.set(same(tag), { tag, count: 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || a.tag.localeCompare(b.tag));
}

/** What was typed or pasted as tags: one, or several with commas or lines between. */
export function parseTags(text: string): string[] {
  const found = new Map<string, string>();
  for (const part of text.split(/[,;\n]/)) {
    const tag = Tag.safeParse(part.replace(/\s+/g, ' ').trim().replace(/^#/, ''));
    if (tag.success && !found.has(same(tag.data))) found.set(same(tag.data), tag.data);
  }
  return [...found.values()].slice(0, MAX_TAGS);
}

/** The tags of a work after some came and some went; one that is there keeps its spelling and its place. */
export function changedTags(
  tags: readonly string[],
  add: readonly string[],
  remove: readonly string[],
): string[] {
  const gone = new Set(remove.map(same));
  const kept = tags.filter((tag) => !gone.has(same(tag)));
  const here = new Set(kept.map(same));
  return [...kept, ...add.filter((tag) => !here.has(same(tag)))].slice(0, MAX_TAGS);
}

export function hasTag(tags: readonly string[], tag: string): boolean {
  return tags.some((other) => same(other) === same(tag));
}
