import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { generatorFaults } from '../../../contract/generator-prompt.ts';
import { Generator } from '../../../contract/generators.ts';
import type { GeneratorShelf, GeneratorSource } from '../../../contract/studio/generators.ts';

/** A generator is a page or two of text. */
const MAX_BYTES = 128 * 1024;
const MAX_FILES = 500;
const MAX_REASONS = 5;

export interface GeneratorFolder {
  readonly path: string;
  readonly source: GeneratorSource;
}

/**
 * Reads every `.json` of the folders, the first folder first. A file that is no generator is refused with its reasons
 * and the rest goes on; of two with one id the earlier stays. A folder that is not there holds nothing. Never rejects:
 * a file that cannot be read is one that is refused.
 */
export async function readGenerators(folders: readonly GeneratorFolder[]): Promise<GeneratorShelf> {
  const shelf: GeneratorShelf = { generators: [], refused: [] };
  const taken = new Map<string, string>();
  for (const { path, source } of folders) {
    const { names, left } = await filesOf(path);
    const read = await Promise.all(names.map((name) => readGenerator(join(path, name))));
    for (const [index, answer] of read.entries()) {
      const file = names[index] ?? '';
      const twin = 'generator' in answer ? taken.get(answer.generator.id) : undefined;
      if ('reasons' in answer) shelf.refused.push({ file, source, reasons: answer.reasons });
      else if (twin !== undefined) {
        const reasons = [`its id ${answer.generator.id} is taken by ${twin}`];
        shelf.refused.push({ file, source, reasons });
      } else {
        taken.set(answer.generator.id, file);
        shelf.generators.push({ ...answer.generator, source });
      }
    }
    for (const file of left) {
      shelf.refused.push({ file, source, reasons: [`more than ${MAX_FILES} files`] });
    }
  }
  return shelf;
}

/** Links are not followed: what is read lies in the folder itself. */
async function filesOf(folder: string): Promise<{ names: string[]; left: string[] }> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => entry.name)
    .toSorted();
  return { names: names.slice(0, MAX_FILES), left: names.slice(MAX_FILES, MAX_FILES + 10) };
}

type Read = { generator: Generator } | { reasons: string[] };

async function readGenerator(path: string): Promise<Read> {
  try {
    return parseGenerator(await readSmallFile(path));
  } catch (error) {
    return { reasons: [error instanceof Error ? error.message : 'it cannot be read'] };
  }
}

/** The size is what is read, not what the folder says: a file may grow meanwhile. */
async function readSmallFile(path: string): Promise<string> {
  // Opening a pipe that somebody put there would wait for its other end.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (length > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`);
      if (bytesRead === 0) break;
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, length));
  } finally {
    await file.close();
  }
}

/** One text as a generator, or the reasons why it is none. Throws on what is no JSON. */
function parseGenerator(text: string): Read {
  // `__proto__` in JSON is an own key, which the strict schemas refuse like any other they do not know.
  const parsed = Generator.safeParse(JSON.parse(text));
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(
      ({ path, message }) => `${path.map(String).join('.') || 'the file'}: ${message}`,
    );
    return { reasons: reasons.slice(0, MAX_REASONS) };
  }
  const faults = generatorFaults(parsed.data);
  return faults.length > 0 ? { reasons: faults.slice(0, MAX_REASONS) } : { generator: parsed.data };
}
