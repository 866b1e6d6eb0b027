import type { SavedTokenSet } from '../../../contract/studio/prompts.ts';
import { TokenName, tokenKey } from '../../../contract/tokens/names.ts';

/** A set as it is typed; without an id it was never saved. */
export type Draft = Omit<SavedTokenSet, 'createdAt' | 'id'> & { readonly id: string | null };

/** What was typed for each set since the dialog opened, and which of them is in sight. */
export interface Drafts {
  readonly currentId: string | null;
  readonly typed: readonly Draft[];
}

/** The set in sight, as typed or as saved; undefined for a new one that nothing was typed into. */
export function draftOf(
  { currentId, typed }: Drafts,
  sets: readonly SavedTokenSet[],
): Draft | undefined {
  const draft = typed.find(({ id }) => id === currentId);
  const saved = sets.find(({ id }) => id === currentId);
  if (draft || !saved) return draft;
  return { ...saved, isDefault: saved.isDefault && !typed.some(({ isDefault }) => isDefault) };
}

/** Puts what was typed in the place of what was there. At most one set is the default: the one that was ticked last. */
export function withDraft(drafts: Drafts, draft: Draft): Drafts {
  const others = withoutDraft(drafts, draft.id).typed;
  const rest = draft.isDefault ? others.map((each) => ({ ...each, isDefault: false })) : others;
  return { currentId: draft.id, typed: [...rest, draft] };
}

export const withoutDraft = (drafts: Drafts, draftId: string | null): Drafts => ({
  ...drafts,
  typed: drafts.typed.filter(({ id }) => id !== draftId),
});

/** With rows for names whose values are asked for. */
export function withNames(draft: Draft, names: readonly string[]): Draft {
  const written = draft.tokens.filter(({ name, value }) => name !== '' || value !== '');
  return { ...draft, tokens: [...written, ...names.map((name) => ({ name, value: '' }))] };
}

/** What is not saved as it stands, in the order in which it was typed. */
export function unsaved({ typed }: Drafts, sets: readonly SavedTokenSet[]): readonly Draft[] {
  return typed.filter((draft) => {
    const saved = sets.find(({ id }) => id === draft.id);
    return !saved || contentOf(draft) !== contentOf(saved);
  });
}

const contentOf = ({ name, tokens, isDefault }: Omit<Draft, 'id'>) =>
  JSON.stringify([name, tokens.map((token) => [token.name, token.value]), isDefault]);

export type TokenProblem = 'badName' | 'twice' | null;

interface DraftProblems {
  readonly name: 'nameNeeded' | null;
  readonly tokens: readonly TokenProblem[];
}

/** A row without a name and a value is left out when it is saved. */
export function problemsOf({ name, tokens }: Draft): DraftProblems {
  const keys = tokens.map((token) => tokenKey(token.name));
  return {
    name: name.trim() === '' ? 'nameNeeded' : null,
    tokens: tokens.map((token, at) => {
      if (token.name.trim() === '') return token.value === '' ? null : 'badName';
      if (!TokenName.safeParse(token.name).success) return 'badName';
      return keys.indexOf(keys[at] ?? '') < at ? 'twice' : null;
    }),
  };
}

export function isReady(draft: Draft): boolean {
  const problems = problemsOf(draft);
  return problems.name === null && problems.tokens.every((problem) => problem === null);
}
