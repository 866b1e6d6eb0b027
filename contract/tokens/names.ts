import { z } from 'zod';

/** A letter of any script, then letters, digits, `_`, `-` and single spaces; at most 40 characters. */
const NAME = String.raw`\p{L}(?:[\p{L}\p{M}\p{N}_-]| (?! )){0,39}`;

/** At a `[`: a token. `[a:b:0.5]` and `[word|word]` of other programs are none. */
export const TOKEN_AT = new RegExp(String.raw`\[(${NAME})\]`, 'uy');
const WHOLE_NAME = new RegExp(`^${NAME}$`, 'u');

export const TokenName = z.string().trim().regex(WHOLE_NAME);

export const Token = z.object({ name: TokenName, value: z.string().max(2_000) });
export type Token = z.infer<typeof Token>;

/** A set of tokens, in the creator's order. */
export const TokenSet = z.array(Token).max(200);
export type TokenSet = readonly Token[];

/**
 * What two names are compared by: `[FIRSTNAME]` is `[FirstName]`, `[First name]` is `[FIRST_NAME]`, and `[PRENOM]`
 * is `[Prénom]`, for capitals are often written without their accents. Only Latin accents go; elsewhere a mark
 * makes another letter.
 */
export function tokenKey(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .trim()
    .replace(/[\s_-]+/g, '_');
}

/** A name that a token can have, from any heading: `First name (given)` → `FIRST_NAME_GIVEN`; null if nothing is left. */
export function tokenNameFrom(heading: string): string | null {
  const name = heading
    .normalize('NFC')
    .toUpperCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^[^\p{L}]+|_+$/gu, '');
  const short = name
    .slice(0, 40)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/_+$/, '');
  return WHOLE_NAME.test(short) ? short : null;
}
