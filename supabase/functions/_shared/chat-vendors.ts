export type VendorId = 'openai' | 'mistral' | 'google' | 'openai-compatible';

/** A vendor that speaks OpenAI's chat completions (https://platform.openai.com/docs/api-reference/chat). */
export interface Vendor {
  id: VendorId;
  name: string;
  key: string;
  /** Sent where no key is set; absent where one is needed. */
  noKey?: string;
  /** Where the operator may send it instead: a gateway, a server of their own, or a test's. */
  base: string;
  /** Absent where only a server of the operator's own serves. */
  baseURL?: string;
  /** Below `base`, where a vendor has this language beside its own. */
  path?: string;
  /** The usual model; empty where the server is asked what it has. */
  model: string;
  models: RegExp;
}

/** In the order in which they are tried. A name that nobody here knows is one of the own server's. */
export const VENDORS: readonly Vendor[] = [
  {
    id: 'openai',
    name: 'OpenAI',
    key: 'OPENAI_API_KEY',
    base: 'OPENAI_BASE_URL',
    baseURL: 'https://api.openai.com/v1',
    model: 'gpt-4.1-mini',
    models: /^(gpt-|o\d|chatgpt-|text-embedding-|omni-moderation-)/,
  },
  {
    // https://docs.mistral.ai/api/
    id: 'mistral',
    name: 'Mistral',
    key: 'MISTRAL_API_KEY',
    base: 'MISTRAL_BASE_URL',
    baseURL: 'https://api.mistral.ai/v1',
    model: 'mistral-small-latest',
    models: /^(mistral-|ministral-|magistral-|open-mi|pixtral-|codestral-)/,
  },
  {
    // https://ai.google.dev/gemini-api/docs/openai
    id: 'google',
    name: 'Google',
    key: 'GEMINI_API_KEY',
    base: 'GEMINI_BASE_URL',
    baseURL: 'https://generativelanguage.googleapis.com/v1beta/openai',
    path: '/v1beta/openai',
    model: 'gemini-flash-latest',
    models: /^(gemini-|gemma-)/,
  },
  {
    id: 'openai-compatible',
    name: 'The own server',
    key: 'OPENAI_COMPATIBLE_API_KEY',
    noKey: 'none',
    base: 'OPENAI_COMPATIBLE_BASE_URL',
    model: '',
    models: /./,
  },
];
