import { MEDIA_TYPES } from '../../../../contract/media.ts';

const ENDINGS = new Set([...Object.values(MEDIA_TYPES), 'jpeg', 'tif'].map((name) => `.${name}`));

/** Of a folder only what could be a work is taken: the rest of it is nobody's mistake. */
export function isWanted(name: string): boolean {
  const ending = name.slice(name.lastIndexOf('.')).toLowerCase();
  return !name.startsWith('.') && ENDINGS.has(ending);
}

/**
 * What was let go on the window, folders with all that is in them. Called while the drop is handled: a moment later
 * the browser tells nothing of it any more.
 */
export function droppedFiles(items: readonly DataTransferItem[]): Promise<File[]> {
  const found = items.map((item): Promise<File[]> => {
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory) return filesIn(entry as FileSystemDirectoryEntry);
    const file = item.getAsFile();
    return Promise.resolve(file ? [file] : []);
  });
  return Promise.all(found).then((lists) => lists.flat());
}

async function filesIn(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader();
  const files: File[] = [];
  for (;;) {
    // A hundred at a time, until there are none.
    const entries = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (entries.length === 0) return files;
    for (const entry of entries) {
      if (entry.isDirectory && !entry.name.startsWith('.')) {
        files.push(...(await filesIn(entry as FileSystemDirectoryEntry)));
      } else if (entry.isFile && isWanted(entry.name)) {
        files.push(...(await fileOf(entry as FileSystemFileEntry)));
      }
    }
  }
}

/** None if it went meanwhile. */
function fileOf(entry: FileSystemFileEntry): Promise<File[]> {
  return new Promise((resolve) =>
    entry.file(
      (file) => resolve([file]),
      () => resolve([]),
    ),
  );
}
