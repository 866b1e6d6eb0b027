import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedTokenSet } from '../../../contract/studio/prompts.ts';
import { removeTokenSet, saveTokenSet } from './token-acts.ts';
import {
  type Draft,
  type Drafts,
  draftOf,
  isReady,
  unsaved,
  withDraft,
  withNames,
  withoutDraft,
} from './token-drafts.ts';

/** What is typed in the dialog of the sets: kept for each of them until it is saved or the dialog closes. */
export function useTokenDrafts(
  sets: readonly SavedTokenSet[],
  startId: string | null,
  missing: readonly string[] | undefined,
  onDone: () => void,
) {
  const { t } = useTranslation('tokens');
  const fresh = (): Draft => ({
    id: null,
    name: t('newName', { number: sets.length + 1 }),
    tokens: [{ name: '', value: '' }],
    isDefault: sets.length === 0,
  });
  const [drafts, setDrafts] = useState<Drafts>(() => {
    const start = sets.find(({ id }) => id === startId) ?? fresh();
    return { currentId: start.id, typed: missing ? [withNames(start, missing)] : [] };
  });
  const [isSaving, setSaving] = useState(false);
  const draft = draftOf(drafts, sets) ?? fresh();
  const changed = unsaved(drafts, sets);
  const others = changed.filter(({ id }) => id !== draft.id);
  const show = (currentId: string | null) => setDrafts((before) => ({ ...before, currentId }));

  const save = async () => {
    const unready = changed.find((each) => !isReady(each));
    if (unready) return show(unready.id);
    setSaving(true);
    // The one in sight last: it is the one that is chosen.
    for (const each of [...others, draft]) {
      if (!(await saveTokenSet(each))) return setSaving(false);
      setDrafts((before) => withoutDraft(before, each.id));
    }
    onDone();
  };
  const remove = () => {
    void removeTokenSet(sets.find(({ id }) => id === draft.id));
    const [next] = others;
    if (!next) return onDone();
    setDrafts((before) => ({ ...withoutDraft(before, draft.id), currentId: next.id }));
  };
  return {
    draft,
    isReady: isReady(draft) && !isSaving,
    isChanged: (id: string | null) => changed.some((each) => each.id === id),
    type: (next: Draft) => setDrafts((before) => withDraft(before, next)),
    show,
    save: () => void save(),
    remove,
  };
}
