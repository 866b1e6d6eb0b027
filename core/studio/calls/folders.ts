import { suggestFolders } from '../../system/suggest-folders.ts';
import type { Implementer } from '../call-context.ts';

export function folderCalls(os: Implementer['folders']) {
  return { suggest: os.suggest.handler(({ input }) => suggestFolders(input.typed)) };
}
