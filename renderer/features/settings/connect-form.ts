import type { CallInput } from '../../transport/api.ts';

/** The fields of the connection as typed. */
export interface ConnectDraft {
  url: string;
  anonKey: string;
  email: string;
  password: string;
  create: boolean;
}

export type ConnectField = 'url' | 'anonKey' | 'email' | 'password';

export const EMPTY_CONNECT: ConnectDraft = {
  url: '',
  anonKey: '',
  email: '',
  password: '',
  create: false,
};

/** The fields that cannot be sent as they are. The studio parses again; this only spares the round trip. */
export function connectProblems(draft: ConnectDraft): ReadonlySet<ConnectField> {
  const problems = new Set<ConnectField>();
  const url = URL.parse(draft.url.trim());
  if (!url || !/^https?:$/.test(url.protocol)) problems.add('url');
  if (draft.anonKey.trim().length < 20) problems.add('anonKey');
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(draft.email.trim())) problems.add('email');
  if (draft.password === '') problems.add('password');
  return problems;
}

/** What is sent: trimmed, without the slash that a copied address ends with. A password is taken as it is. */
export function connectInput(draft: ConnectDraft): CallInput<'account.connect'> {
  return {
    url: draft.url.trim().replace(/\/+$/, ''),
    anonKey: draft.anonKey.trim(),
    email: draft.email.trim(),
    password: draft.password,
    create: draft.create,
  };
}
