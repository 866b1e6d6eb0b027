import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A folder of `resources/`: beside the sources, or beside `out/` in the built and the packed program. It is looked
 * for upwards from this file, for a bundler puts it at another depth. A folder that is nowhere is one that is not there.
 */
export function resourcesFolder(name: string, from: string = import.meta.dirname): string {
  let folder = from;
  for (let up = 0; up < 5; up += 1) {
    const found = join(folder, 'resources', name);
    if (existsSync(found)) return found;
    folder = dirname(folder);
  }
  return join(from, 'resources', name);
}
