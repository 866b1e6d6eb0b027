import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { FolderState } from '../../contract/studio/folders.ts';

const MOST = 50;
/** Folders of a home that most systems make; those that are there are offered first. */
const USUAL = ['Pictures', 'Documents', 'Downloads', 'Desktop'];

export interface SuggestedFolders {
  /** What was typed, as an absolute path. */
  path: string;
  state: FolderState;
  folders: string[];
}

/** Folders for whoever types a path (contract/studio/folders.ts). Only names are read, never what is in a file. */
export async function suggestFolders(typed: string, home = homedir()): Promise<SuggestedFolders> {
  const text = typed.trim();
  if (text === '') return { path: '', state: 'relative', folders: await usualPlaces(home) };
  // Not joined: that would take the dot away with which hidden folders are asked for.
  const whole = text === '~' || /^~[/\\]/.test(text) ? home + text.slice(1) : text;
  if (!isAbsolute(whole)) return { path: '', state: 'relative', folders: [] };
  const endsInFolder = /[/\\]$/.test(text);
  const folder = endsInFolder ? whole : dirname(whole);
  const begin = endsInFolder ? '' : basename(whole);
  return {
    path: resolve(whole),
    state: await stateOf(whole),
    folders: await inside(folder, begin),
  };
}

async function usualPlaces(home: string): Promise<string[]> {
  const places = [home, ...USUAL.map((name) => join(home, name))];
  const states = await Promise.all(places.map(stateOf));
  return places.filter((_, at) => states[at] === 'there');
}

async function stateOf(path: string): Promise<FolderState> {
  const found = await stat(path).catch(() => undefined);
  if (found) return found.isDirectory() ? 'there' : 'file';
  return 'new';
}

async function inside(folder: string, begin: string): Promise<string[]> {
  // What is not there or may not be read offers nothing.
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const wanted = begin.toLowerCase();
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => name.toLowerCase().startsWith(wanted))
    .filter((name) => begin.startsWith('.') || !name.startsWith('.'))
    .sort(compare)
    .slice(0, MOST)
    .map((name) => (folder.endsWith(sep) ? folder + name : join(folder, name)));
}
