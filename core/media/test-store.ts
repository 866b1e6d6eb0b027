import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findFile } from '../library/files.ts';
import { type TestLibrary, testLibrary } from '../library/test-library.ts';
import { createFileStore } from '../system/files.ts';
import { type AccountPaths, inputsFolder } from '../system/paths.ts';
import type { ImagePool } from './image-pool.ts';
import { createFontStore, type FontStore } from './fonts/font-store.ts';
import { createInputStore, type InputStore } from './inputs/input-store.ts';
import { createMediaStore, type MediaStore } from './media-store.ts';

export interface TestStore extends TestLibrary {
  paths: AccountPaths;
  store: MediaStore;
  inputs: InputStore;
  fonts: FontStore;
  /** Names of everything among originals, thumbnails and staged files. */
  onDisk: () => string[];
}

/** A real library and a real store in a folder of its own. */
export function testStore(pool: ImagePool): TestStore {
  const library = testLibrary();
  const { folder, db } = library;
  const paths = {
    root: folder,
    database: join(folder, 'studio.sqlite'),
    media: join(folder, 'media'),
    thumbnails: join(folder, 'thumbnails'),
    staging: join(folder, 'staging'),
  };
  const files = createFileStore(paths);
  const store = createMediaStore({
    files,
    paths,
    pool,
    isKnown: (sha256) => findFile(db, sha256) !== undefined,
  });
  const inputs = createInputStore({
    context: library.context,
    files: createFileStore({ media: inputsFolder(paths), staging: paths.staging }),
    pool,
  });
  const fonts = createFontStore({ context: library.context, files, paths, pool });
  const onDisk = () =>
    [inputsFolder(paths), paths.media, paths.staging, paths.thumbnails].flatMap((path) =>
      existsSync(path)
        ? readdirSync(path, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => entry.name)
        : [],
    );
  return { ...library, paths, store, inputs, fonts, onDisk };
}
