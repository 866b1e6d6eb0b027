import { randomUUID } from 'node:crypto';
import { link, mkdir, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What volumes say that have no hard links, such as memory cards. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * Moves a file out of the way into a folder of the same volume, under the name of its content or its own with a
 * number where that is taken: nothing there is ever replaced. Answers where it lies now.
 */
export async function putAside(folder: string, path: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // The name of a content is split in two among the originals.
  const parent = basename(dirname(path));
  const name = /^[0-9a-f]{2}$/.test(parent) ? parent + basename(path) : basename(path);
  for (let number = 0; ; number += 1) {
    const target = join(folder, number === 0 ? name : `${number}-${name}`);
    try {
      // A link fails where the name is taken; a rename would replace.
      await link(path, target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      if (!WITHOUT_LINKS.has(String(code))) throw error;
      const other = join(folder, `${randomUUID()}-${name}`);
      await rename(path, other);
      return other;
    }
    await unlink(path);
    return target;
  }
}
