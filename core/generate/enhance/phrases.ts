import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { resourcesFolder } from '../../system/resources.ts';

const Text = z.string().min(1).max(120);
const Texts = z.array(Text);
const BothLanguages = z.strictObject({ en: Texts.min(1), fr: Texts.min(1) });

/** What the enhancer says and what it listens for. Words are compared without case and accents. */
const Phrases = z.strictObject({
  /** Small words by which a language is told. */
  languages: z.strictObject({ en: Texts, fr: Texts }),
  /** What a prompt may be about, by words that name it. `scene` is what is about none of them. */
  kinds: z.array(z.strictObject({ id: Text, words: Texts })),
  parts: z.array(
    z.strictObject({
      id: z.enum(['subject', 'style', 'light', 'camera', 'quality']),
      why: z.strictObject({ en: z.string(), fr: z.string() }),
      /** One of these in a prompt: the part is there. Every phrase of the part holds one, so it is added once. */
      signals: Texts.min(1),
      /** One of these in a prompt: the part has no place there. */
      unless: Texts,
      /** By kind; `scene` serves kinds that have none of their own. */
      phrases: z.record(z.string(), BothLanguages).refine((by) => by['scene'] !== undefined),
    }),
  ),
});
export type Phrases = z.infer<typeof Phrases>;
export type PartId = Phrases['parts'][number]['id'];

let known: Phrases | undefined;

/** The phrases of the program, read once: 30 kB. */
export function programPhrases(): Phrases {
  known ??= Phrases.parse(
    JSON.parse(readFileSync(join(resourcesFolder('enhance'), 'phrases.json'), 'utf8')),
  );
  return known;
}
