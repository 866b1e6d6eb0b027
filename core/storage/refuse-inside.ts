import { isAbsolute, relative, resolve } from 'node:path';
import { AtelierError } from '../../contract/errors.ts';

/** Errors: `invalid_input` if a folder that something goes to lies in the library. */
export function refuseInside(root: string, folder: string): void {
  const way = relative(resolve(root), resolve(folder));
  if (way === '' || (!way.startsWith('..') && !isAbsolute(way))) {
    throw new AtelierError('invalid_input', 'The folder lies in the library itself.', {
      field: 'folder',
    });
  }
}
