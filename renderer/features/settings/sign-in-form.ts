import type { CallInput } from '../../transport/api.ts';

/** The fields of a sign-in as typed. */
export interface SignInDraft {
  url: string;
  anonKey: string;
  email: string;
  password: string;
  create: boolean;
  /** Of a mail. */
  code: string;
}

export type SignInField = 'url' | 'anonKey' | 'email' | 'password' | 'code';

export const EMPTY_SIGN_IN: SignInDraft = {
  url: '',
  anonKey: '',
  email: '',
  password: '',
  create: false,
  code: '',
};

const HOLDS: Readonly<Record<SignInField, (text: string) => boolean>> = {
  url: (text) => /^https?:$/.test(URL.parse(text.trim())?.protocol ?? ''),
  anonKey: (text) => text.trim().length >= 20,
  email: (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim()),
  password: (text) => text !== '',
  code: (text) => text.trim().length >= 6,
};

/** The fields that cannot be sent as they are. The studio parses again; this only spares the round trip. */
export function signInProblems(
  draft: SignInDraft,
  fields: readonly SignInField[],
): ReadonlySet<SignInField> {
  return new Set(fields.filter((field) => !HOLDS[field](draft[field])));
}

/** Which project: trimmed, without the slash that a copied address ends with. */
export function projectInput({ url, anonKey }: SignInDraft): CallInput<'account.methods'> {
  return { url: url.trim().replace(/\/+$/, ''), anonKey: anonKey.trim() };
}

/** What is sent with a password, which is taken as it is. */
export function passwordInput(draft: SignInDraft): CallInput<'account.connect'> {
  const { password, create } = draft;
  return { ...projectInput(draft), email: draft.email.trim(), password, create };
}

/** What is sent with a code. */
export function codeInput(draft: SignInDraft): CallInput<'account.verifyCode'> {
  return { ...projectInput(draft), email: draft.email.trim(), code: draft.code.trim() };
}
