import { z } from 'zod';
import { FieldProblem, holds, readValues, type ReadOptions, valueOf } from './generator-values.ts';
import {
  type FieldValue,
  type FieldValues,
  type Generator,
  type GeneratorField,
  OverlayText,
} from './generators.ts';
import { cleanPrompt } from './orders.ts';
import { Sha256 } from './primitives.ts';
import { resolveText } from './tokens/expand.ts';
import { findTokens } from './tokens/fill.ts';
import { tokenKey } from './tokens/names.ts';
import { parseText } from './tokens/syntax.ts';

export const GeneratorPreview = z.object({
  prompt: z.string(),
  negative: z.string(),
  /** What is laid on the picture on this machine; texts that are empty are left out. */
  overlay: z.array(OverlayText),
  /** The picture that the overlay is laid on where nothing is generated, by its hash; else null. */
  compose: z.object({ sha256: Sha256.nullable() }).nullable(),
  /** Pictures for a model that takes them, by their hashes. */
  references: z.array(Sha256),
  /** The fields to show with these answers. */
  shown: z.array(z.string()),
  /** Empty: it can be ordered. */
  problems: z.array(FieldProblem),
});
export type GeneratorPreview = z.infer<typeof GeneratorPreview>;

/**
 * What answers make, the same on both sides and for the same seed. Never throws; what does not fit is told by field,
 * and the prompt is as good as it can be meanwhile.
 */
export function previewGenerator(
  generator: Generator,
  values: FieldValues,
  options: ReadOptions,
): GeneratorPreview {
  const { texts, shown, problems: found } = readValues(generator, values, options);
  const problems = [...found];
  const { seed } = options;

  /** Only the length can go wrong here: the text was checked with the file, and what fields hold is told by field. */
  function fill(text: string): string {
    const filled = resolveText(text, { seed, set: texts });
    if (filled.problems.some(({ code }) => code === 'outcome_too_long')) {
      problems.push({ field: null, code: 'outcome_too_long' });
    }
    return cleanPrompt(filled.text);
  }

  const picture = composePicture(generator, values);
  // Nothing is generated from it then, so a prompt that is too long is no trouble.
  const prompt = picture ? '' : fill(generator.prompt);
  const negative = picture ? '' : fill(generator.negative);
  if (picture?.sha256 === null)
    problems.push({ field: generator.compose?.picture ?? null, code: 'required' });
  const overlay = generator.overlay
    .map((part) => ({ ...part, text: fill(part.text) }))
    .filter(({ text }) => text !== '');
  const references = generator.fields
    .filter((field) => field.kind === 'image' && field.role === 'reference')
    .filter((field) => shown.includes(field.id))
    .map((field) => hashOf(valueOf(values, field.id)))
    .filter((hash) => hash !== null);
  return { prompt, negative, overlay, compose: picture, references, shown: [...shown], problems };
}

function composePicture(
  generator: Generator,
  values: FieldValues,
): { sha256: string | null } | null {
  const { compose } = generator;
  if (!compose || !holds(compose.when, generator.fields, values)) return null;
  return { sha256: hashOf(valueOf(values, compose.picture)) };
}

function hashOf(value: FieldValue | undefined): string | null {
  return typeof value === 'object' && 'sha256' in value ? value.sha256 : null;
}

/**
 * What is wrong with a generator that its schema cannot say: one sentence each, for whoever wrote the file. Both
 * examples must work, so a generator that is accepted is known to make a prompt.
 */
export function generatorFaults(generator: Generator): string[] {
  const ids = generator.fields.map((field) => field.id);
  const keys = new Set(ids.map(tokenKey));
  const faults = ids
    .filter((id, index) => ids.indexOf(id) !== index)
    .map((id) => `two fields are called ${id}`);
  for (const field of generator.fields) faults.push(...fieldFaults(generator, field.id));
  const texts = [
    generator.prompt,
    generator.negative,
    ...generator.overlay.map(({ text }) => text),
  ];
  for (const text of texts) {
    for (const { name, key } of findTokens(text)) {
      if (!keys.has(key)) faults.push(`[${name}] is no field`);
    }
    for (const { code, start } of parseText(text).problems) {
      faults.push(`${code} at ${start} of "${text.slice(0, 40)}"`);
    }
  }
  const picture = generator.fields.find((field) => field.id === generator.compose?.picture);
  if (generator.compose && picture?.kind !== 'image') {
    faults.push(`compose.picture ${generator.compose.picture} is no image field`);
  }
  if (faults.length > 0) return faults;
  return (['en', 'fr'] as const).flatMap((language) =>
    previewGenerator(generator, generator.example[language], { tokens: [], seed: 0 }).problems.map(
      ({ field, code }) => `example.${language}: ${field ?? 'prompt'} is ${code}`,
    ),
  );
}

function fieldFaults(generator: Generator, id: string): string[] {
  const at = generator.fields.findIndex((field) => field.id === id);
  const field = generator.fields[at];
  if (!field) return [];
  const faults: string[] = [];
  if (field.kind === 'choice' || field.kind === 'choices') {
    const options = field.options.map((option) => option.id);
    if (new Set(options).size < options.length) faults.push(`${id} has an option twice`);
    const usual = Array.isArray(field.default) ? field.default : [field.default];
    for (const one of usual) {
      if (one !== undefined && !options.includes(one)) faults.push(`${id} has no option ${one}`);
    }
  }
  const phrases = phrasesOf(field).filter((phrase) =>
    parseText(phrase).nodes.some((node) => node.kind !== 'text'),
  );
  for (const phrase of phrases) faults.push(`${id} has syntax in "${phrase.slice(0, 40)}"`);
  if (field.kind === 'number' && field.min > field.max) faults.push(`${id} has min above max`);
  const { showWhen } = field;
  if (showWhen) {
    const on = generator.fields.slice(0, at).find((one) => one.id === showWhen.field);
    if (!on) faults.push(`${id} depends on ${showWhen.field}, which is not before it`);
    else if ('is' in showWhen && 'options' in on) {
      const options = new Set(on.options.map((option) => option.id));
      for (const one of showWhen.is) {
        if (!options.has(String(one))) faults.push(`${on.id} has no option ${one}`);
      }
    }
  }
  return faults;
}

/** What a field writes of its own. It is written as it is: a token in it would stay one. */
function phrasesOf(field: GeneratorField): string[] {
  if (field.kind === 'choice' || field.kind === 'choices') {
    return field.options.map((option) => option.prompt);
  }
  if (field.kind === 'toggle') return [field.on, field.off];
  return field.kind === 'image' ? [field.prompt] : [];
}
