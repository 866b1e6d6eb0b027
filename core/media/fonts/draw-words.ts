import { AtelierError } from '../../../contract/errors.ts';
import { setWords, type WordBox } from '../compose/set-words.ts';

export interface WordsTask {
  words: string;
  box: WordBox;
}

/** PNG as base64: it goes from one process to another as JSON. */
export interface DrawnWords {
  png: string;
  width: number;
  height: number;
}

/** Words in a font from outside; runs where images are decoded. Errors: `file_unreadable`. */
export async function drawWords({ words, box }: WordsTask): Promise<DrawnWords | null> {
  try {
    const set = await setWords(words, box);
    return set ? { png: set.input.toString('base64'), width: set.width, height: set.height } : null;
  } catch (error) {
    throw new AtelierError('file_unreadable', 'The font cannot be used.', undefined, error);
  }
}
