import { diffWordsWithSpace } from 'diff';

/** A piece of a text that is to be changed: it stays, or a change of it that can be taken or left. */
export type Hunk =
  | { readonly kind: 'same'; readonly text: string }
  | {
      readonly kind: 'change';
      readonly id: number;
      readonly removed: string;
      readonly added: string;
    };

/** The changes from one text to another, word by word. What was taken out and put in at one place is one change. */
export function hunksBetween(before: string, after: string): Hunk[] {
  const hunks: Hunk[] = [];
  let id = 0;
  for (const { value, added, removed } of diffWordsWithSpace(before, after)) {
    const last = hunks.at(-1);
    if (!added && !removed) {
      // A space between two changed words does not keep them apart.
      const isGap = value.trim() === '' && last?.kind === 'change';
      if (isGap) hunks[hunks.length - 1] = joined(last, value, value);
      else hunks.push({ kind: 'same', text: value });
      continue;
    }
    const [out, in_] = removed ? [value, ''] : ['', value];
    if (last?.kind === 'change') hunks[hunks.length - 1] = joined(last, out, in_);
    else hunks.push({ kind: 'change', id: id++, removed: out, added: in_ });
  }
  return hunks;
}

function joined(hunk: Extract<Hunk, { kind: 'change' }>, removed: string, added: string): Hunk {
  return { ...hunk, removed: hunk.removed + removed, added: hunk.added + added };
}

/** An enhancement adds its parts at the end, one after the other, each with what joins it to what stands before. */
export function hunksOfParts(
  before: string,
  after: string,
  parts: readonly { readonly text: string }[],
): Hunk[] {
  if (!after.startsWith(before)) return hunksBetween(before, after);
  const hunks: Hunk[] = [{ kind: 'same', text: before }];
  let at = before.length;
  for (const [id, { text }] of parts.entries()) {
    // The first letter is a capital after a full stop.
    const found = after.indexOf(text.slice(1), at);
    const isLast = id === parts.length - 1;
    const end = isLast || found === -1 ? after.length : found + text.length - 1;
    if (end > at) hunks.push({ kind: 'change', id, removed: '', added: after.slice(at, end) });
    at = end;
  }
  return hunks;
}

/** The text with the accepted changes and none of the others. */
export function textWith(hunks: readonly Hunk[], accepted: ReadonlySet<number>): string {
  return hunks
    .map((hunk) => {
      if (hunk.kind === 'same') return hunk.text;
      return accepted.has(hunk.id) ? hunk.added : hunk.removed;
    })
    .join('');
}

export function changesOf(hunks: readonly Hunk[]): Extract<Hunk, { kind: 'change' }>[] {
  return hunks.filter((hunk) => hunk.kind === 'change');
}

export function toggled(set: ReadonlySet<number>, id: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
