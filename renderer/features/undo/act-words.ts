import i18next from 'i18next';
import type { Act } from '../../../contract/studio/history.ts';

const words = i18next.getFixedT(null, 'history');

/** What an act did, as its toast, its undo and the history say it. */
export function actWords(act: Pick<Act, 'kind' | 'count' | 'name'>): string {
  const { kind, count, name } = act;
  // Some acts are worded by the collection or the tag they were about, where there was one.
  if (name !== null && (kind === 'promote' || kind === 'tag')) {
    return words(`namedKinds.${kind}`, { count, name });
  }
  return words(`kinds.${kind}`, { count, name: name ?? '' });
}
