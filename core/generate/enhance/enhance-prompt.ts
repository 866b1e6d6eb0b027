import { MAX_PROMPT_LENGTH } from '../../../contract/recipe.ts';
import { seededDraw } from '../../../contract/tokens/draw.ts';
import type { PartId, Phrases } from './phrases.ts';

export interface EnhancedPart {
  readonly id: PartId;
  /** What is added, without what joins it to the prompt. */
  readonly text: string;
  readonly why: { readonly en: string; readonly fr: string };
}

export interface Enhancement {
  /** With every part. It begins with the prompt as it was written. */
  readonly prompt: string;
  /** What the prompt seems to be about. */
  readonly kind: string;
  readonly language: 'en' | 'fr';
  /** In the order they are added. Any of them can be left out: see `withParts`. */
  readonly parts: readonly EnhancedPart[];
  /** Why a part that is missing was not added. */
  readonly left: readonly { readonly id: PartId; readonly why: 'no_room' | 'closed_syntax' }[];
}

export interface EnhanceOptions {
  readonly phrases: Phrases;
  readonly seed: number;
  /** Default: what the prompt is written in; English where that is not clear. */
  readonly language?: 'en' | 'fr';
  readonly limit?: number;
}

/**
 * Adds what a prompt does not say of subject, style, light, camera and quality, by rules and phrases alone. The
 * creator's words stay as they are and come first; nothing is written beyond the limit; done twice it adds nothing.
 * Pure: one prompt and seed give one answer.
 */
export function enhancePrompt(prompt: string, options: EnhanceOptions): Enhancement {
  const { phrases, seed, limit = MAX_PROMPT_LENGTH } = options;
  const words = wordsOf(prompt);
  const kind = kindOf(words, phrases);
  const language = options.language ?? languageOf(words, phrases);
  const parts: EnhancedPart[] = [];
  const left: { id: PartId; why: 'no_room' | 'closed_syntax' }[] = [];
  if (words.trim() === '') return { prompt, kind, language, parts, left };
  let text = prompt;
  for (const part of phrases.parts) {
    const said = wordsOf(text);
    if (hasAny(said, part.signals) || hasAny(said, part.unless)) continue;
    if (isClosed(prompt)) {
      left.push({ id: part.id, why: 'closed_syntax' });
      continue;
    }
    // Room for its longest phrase, not for the one that is drawn: else a second run, which may see another kind in
    // the longer text, could find a shorter phrase that fits.
    if (text.length + JOIN + longest(part) > limit) {
      left.push({ id: part.id, why: 'no_room' });
      continue;
    }
    const choices = (part.phrases[kind] ?? part.phrases['scene'])?.[language] ?? [];
    const drawn = choices[Math.floor(seededDraw(`${seed} ${part.id}`)() * choices.length)];
    if (drawn === undefined) continue;
    parts.push({ id: part.id, text: drawn, why: part.why });
    text = joined(text, drawn);
  }
  return { prompt: text, kind, language, parts, left };
}

/** The prompt with some of the parts: those that the creator accepted. */
export function withParts(prompt: string, parts: readonly EnhancedPart[]): string {
  return parts.reduce((text, part) => joined(text, part.text), prompt);
}

const JOIN = 2;

function joined(text: string, phrase: string): string {
  const end = text.trimEnd();
  const space = end === text ? ' ' : '';
  // A sentence that is ended stays so.
  if (/[.!?…。]$/.test(end)) return `${text}${space}${phrase[0]?.toUpperCase()}${phrase.slice(1)}`;
  if (/[,;:—-]$/.test(end)) return `${text}${space}${phrase}`;
  return end === text ? `${text}, ${phrase}` : `${end}, ${phrase}`;
}

function longest({ phrases }: Phrases['parts'][number]): number {
  const all = Object.values(phrases).flatMap(({ en, fr }) => [...en, ...fr]);
  return Math.max(...all.map((phrase) => phrase.length));
}

/** Compel's conjunctions and blends end a prompt: words behind them would break it. */
function isClosed(prompt: string): boolean {
  return /\.(?:and|blend|swap)\([^()]*\)\s*$/.test(prompt);
}

/** The words between single spaces, without case, accents and marks; a space at either end. */
function wordsOf(text: string): string {
  const plain = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/œ/g, 'oe')
    .replace(/[^\p{L}\p{N}]+/gu, ' ');
  return ` ${plain.trim()} `;
}

/** As it stands, or in the plural. */
function indexOfWord(words: string, word: string): number {
  const places = [` ${word} `, ` ${word}s `, ` ${word}x `]
    .map((one) => words.indexOf(one))
    .filter((at) => at !== -1);
  return places.length === 0 ? -1 : Math.min(...places);
}

function hasAny(words: string, any: readonly string[]): boolean {
  return any.some((word) => indexOfWord(words, word) !== -1);
}

/** The kind whose word comes first: a prompt begins with what it is about. */
function kindOf(words: string, { kinds }: Phrases): string {
  let first = { at: Infinity, id: 'scene' };
  for (const { id, words: names } of kinds) {
    for (const name of names) {
      const at = indexOfWord(words, name);
      if (at !== -1 && at < first.at) first = { at, id };
    }
  }
  return first.id;
}

function languageOf(words: string, { languages }: Phrases): 'en' | 'fr' {
  const all = words.trim().split(' ');
  const count = (small: readonly string[]) => all.filter((word) => small.includes(word)).length;
  return count(languages.fr) > count(languages.en) ? 'fr' : 'en';
}
