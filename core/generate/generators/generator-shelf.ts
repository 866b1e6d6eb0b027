import { AtelierError } from '../../../contract/errors.ts';
import type { Generator } from '../../../contract/generators.ts';
import type { GeneratorShelf } from '../../../contract/studio/generators.ts';
import type { Log } from '../../system/log.ts';
import { type GeneratorFolder, readGenerators } from './read-generators.ts';

export interface Generators {
  /** Read anew each time, so that a file that was added or mended is there. */
  list(): Promise<GeneratorShelf>;
  /** Errors: `not_found`. */
  require(id: string): Promise<Generator>;
}

/** The generators of this machine. Reading all of them takes a few milliseconds; finding one uses the last reading. */
export function openGenerators(folders: readonly GeneratorFolder[], log: Log): Generators {
  let last: Promise<GeneratorShelf> | undefined;
  const told = new Set<string>();

  async function read(): Promise<GeneratorShelf> {
    const shelf = await readGenerators(folders);
    for (const { file, source, reasons } of shelf.refused) {
      const line = `${source} ${file} ${reasons.join()}`;
      if (!told.has(line)) log.warn('a generator was refused', { file, source, reasons });
      told.add(line);
    }
    return shelf;
  }

  function list(): Promise<GeneratorShelf> {
    last = read();
    return last;
  }

  async function find(id: string, shelf: Promise<GeneratorShelf>): Promise<Generator | undefined> {
    return (await shelf).generators.find((generator) => generator.id === id);
  }

  return {
    list,
    async require(id) {
      const found = (last && (await find(id, last))) ?? (await find(id, list()));
      if (found) return found;
      throw new AtelierError('not_found', 'There is no such generator.', { id });
    },
  };
}
