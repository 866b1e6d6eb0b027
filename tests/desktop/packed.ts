import { execFile } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = join(import.meta.dirname, '..', '..');

export interface PackingList {
  /** Patterns of what is packed; those that begin with `!` are left out. */
  files: string[];
  /** Patterns of what must lie outside the archive, for the system to load. */
  asarUnpack: string[];
}

/** The two lists of electron-builder.yml. They are plain sequences of strings, read as such. */
export async function readPackingList(): Promise<PackingList> {
  const text = await readFile(join(ROOT, 'electron-builder.yml'), 'utf8');
  function sequence(name: string): string[] {
    const block = new RegExp(`^${name}:\\n((?: {2}.*\\n)+)`, 'm').exec(text)?.[1] ?? '';
    return [...block.matchAll(/^ {2}- '?(.+?)'?$/gm)].map((match) => match[1] ?? '');
  }
  return { files: sequence('files'), asarUnpack: sequence('asarUnpack') };
}

/** The folders of the packages that a packaged app has: what production needs, installed here. */
async function productionPackages(): Promise<string[]> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // npm complains of peers that nobody installed, and lists all the same.
  const { stdout } = await promisify(execFile)(npm, ['ls', '--omit=dev', '--all', '--parseable'], {
    cwd: ROOT,
    maxBuffer: 2 ** 24,
  }).catch((error: { stdout: string }) => error);
  return stdout
    .split('\n')
    .map((line) => relative(ROOT, line.trim()))
    .filter((path) => path.startsWith('node_modules'));
}

/** A pattern as one expression: Node's own `matchesGlob` reads the pattern anew for each of 20,000 paths. */
function compile(pattern: string): RegExp {
  const source = pattern.replace(
    /\*\*\/|\*\*|\*|\{([^}]*)\}|[.+^$()|[\]\\]/g,
    (part, names: string) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part.startsWith('{')) return `(?:${names.replaceAll(',', '|')})`;
      return `\\${part}`;
    },
  );
  return new RegExp(`^${source}$`);
}

export function anyOf(patterns: readonly string[]): (path: string) => boolean {
  const expressions = patterns.map(compile);
  return (path) => expressions.some((expression) => expression.test(path));
}

/** The files below a folder of the project, from the project's root; of packages inside a package, none. */
async function filesOf(folder: string): Promise<string[]> {
  const inside = join(folder, 'node_modules');
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith(inside));
}

/** Puts what electron-builder would pack into a folder. Answers the paths of all files, from there. */
export async function packInto(target: string, { files }: PackingList): Promise<string[]> {
  const isLeftOut = anyOf(files.filter((one) => one.startsWith('!')).map((one) => one.slice(1)));
  const folders = files.filter((one) => one.endsWith('/**') && !one.startsWith('!'));
  const single = files.filter((one) => !one.includes('*'));
  const found = await Promise.all(
    [...folders.map((one) => one.slice(0, -'/**'.length)), ...(await productionPackages())].map(
      filesOf,
    ),
  );
  const packed = [...single, ...found.flat()].filter((path) => !isLeftOut(path));
  for (const path of packed) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    place(join(ROOT, path), join(target, path));
  }
  return packed;
}

/** A link to the same bytes, or a copy where the folders lie on two disks. */
function place(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
