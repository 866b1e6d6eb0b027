import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { AtelierError } from '../../contract/errors.ts';
import { readJsonFile, writeJsonFile } from '../system/json-file.ts';
import type { StudioPaths } from '../system/paths.ts';

/**
 * Where the libraries of a data folder lie: below it, or below another folder that they were moved to.
 *
 *   library.json   {folder}: absent while they lie below the data folder
 *   move.json      {from, to}: while they are being moved, and until what they left is gone
 *
 *   none → move.json (copying to `to`) → library.json says `to` (`from` is being removed) → no move.json
 *
 * `library.json` is replaced at once: whoever looks, the libraries are whole where it says.
 */
const Location = z.object({ folder: z.string().refine(isAbsolute) });
const Move = z.object({ from: z.string().refine(isAbsolute), to: z.string().refine(isAbsolute) });
export type Move = z.infer<typeof Move>;

const locationFile = (paths: StudioPaths) => join(paths.data, 'library.json');
const moveFile = (paths: StudioPaths) => join(paths.data, 'move.json');

/**
 * The paths of this studio with its libraries where they are now; what a move that ended early left is removed.
 * Errors: `file_missing` if they were moved to a disk that is not there: an empty library in its place would frighten
 * and sync as if all were gone.
 */
export async function locateLibrary(paths: StudioPaths): Promise<StudioPaths> {
  const stored = Location.optional().parse(await readJsonFile(locationFile(paths)));
  const found = stored ? { ...paths, accounts: stored.folder } : paths;
  if (stored && !existsSync(stored.folder)) {
    throw new AtelierError(
      'file_missing',
      `The library lies in ${stored.folder}, which is not there.`,
      {
        folder: stored.folder,
      },
    );
  }
  const move = Move.optional().parse(await readJsonFile(moveFile(paths)));
  if (move) await endMove(paths, move, found.accounts);
  return found;
}

/** Removes the copy that does not count. */
async function endMove(paths: StudioPaths, move: Move, current: string): Promise<void> {
  const left = resolve(current) === resolve(move.to) ? move.from : move.to;
  if (resolve(left) !== resolve(current)) await rm(left, { recursive: true, force: true });
  await rm(moveFile(paths), { force: true });
}

const OWN_FOLDER = 'Atelier library';

/** Notes that a move begins. Errors: `conflict` if something lies where the libraries are to go. */
export async function beginMove(paths: StudioPaths, folder: string): Promise<Move> {
  const move = { from: paths.accounts, to: join(resolve(folder), OWN_FOLDER) };
  await mkdir(resolve(folder), { recursive: true });
  const there = await readdir(move.to).catch(() => []);
  if (there.length > 0) {
    throw new AtelierError('conflict', 'There is a library in this folder already.');
  }
  await writeJsonFile(moveFile(paths), move);
  return move;
}

/** From now on the libraries are where they were moved to. */
export async function switchTo(paths: StudioPaths, move: Move): Promise<StudioPaths> {
  await writeJsonFile(locationFile(paths), { folder: move.to } satisfies z.infer<typeof Location>);
  return { ...paths, accounts: move.to };
}

/** Removes what the move left, or, where it did not come to the switch, what it had copied. */
export async function finishMove(paths: StudioPaths, move: Move): Promise<void> {
  await endMove(paths, move, paths.accounts);
}
