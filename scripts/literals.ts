import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Text between tags that has letters, outside braces; an arrow ends no tag. */
const JSX_TEXT = /(?<!=)>([^<>{}]*\p{L}{2,}[^<>{}]*)</gu;
/** Attributes whose value a person reads or hears. */
const SPOKEN_ATTRIBUTE =
  /\b(aria-label|aria-description|title|placeholder|alt|label)="[^"]*\p{L}{2,}[^"]*"/gu;
/** Names that are the same in every language. */
const SAME_EVERYWHERE = new Set(['Atelier']);

/** No component of the renderer holds words of its own: all come from the translations. */
export async function checkTranslationsUse(root: string): Promise<number> {
  const findings: string[] = [];
  for await (const path of glob('renderer/**/*.tsx', { cwd: root })) {
    if (path.includes('.test.')) continue;
    const lines = (await readFile(join(root, path), 'utf8')).split('\n');
    for (const [index, line] of lines.entries()) {
      if (/^\s*(\*|\/\/|\/\*|import |export type|type )/.test(line)) continue;
      for (const text of literalsOf(line)) findings.push(`${path}:${index + 1}: ${text}`);
    }
  }
  for (const finding of findings) console.error(`literal text: ${finding}`);
  return findings.length === 0 ? 0 : 1;
}

/** The literal words of one line of a component. */
export function literalsOf(line: string): string[] {
  const texts = [...line.matchAll(JSX_TEXT)]
    .map((match) => (match[1] ?? '').trim())
    // Generics and arrow functions look like tags to a pattern: `Map<string, X>()` and `=> a <b`.
    .filter((text) => !/[;=(]|=>|&&|\|\|/.test(text));
  const attributes = [...line.matchAll(SPOKEN_ATTRIBUTE)].map((match) => match[0]);
  return [...texts, ...attributes].filter((text) => !SAME_EVERYWHERE.has(text));
}
