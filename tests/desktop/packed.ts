import { execFile } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

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

interface Installed {
  path?: string | undefined;
  dependencies?: Record<string, Installed> | undefined;
  /** What its package.json asks for, peers left out. */
  _dependencies?: Record<string, string> | undefined;
}
const Installed: z.ZodType<Installed> = z.object({
  path: z.string().optional(),
  get dependencies() {
    return z.record(z.string(), Installed).optional();
  },
  _dependencies: z.record(z.string(), z.string()).optional(),
});

/**
 * The folders of the packages that a packaged app has, found as electron-builder finds them: what package.json asks for
 * under `dependencies`, and what that asks for in turn, but no peer and nothing that merely lies there.
 */
async function productionPackages(): Promise<string[]> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // npm complains of peers that nobody installed, and lists all the same.
  const { stdout } = await promisify(execFile)(
    npm,
    ['ls', '--omit=dev', '--all', '--json', '--long'],
    { cwd: ROOT, maxBuffer: 2 ** 26 },
  ).catch((error: { stdout: string }) => error);
  const tree = Installed.parse(JSON.parse(stdout));
  // A package is told of in full once, wherever that is in the tree.
  const inFull = new Map<string, Installed>();
  const learn = ({ dependencies = {} }: Installed) => {
    for (const one of Object.values(dependencies)) {
      if (one.path !== undefined && (one.dependencies || !inFull.has(one.path))) {
        inFull.set(one.path, one);
      }
      learn(one);
    }
  };
  learn(tree);
  const found = new Set<string>();
  const collect = ({ dependencies = {}, _dependencies: wanted = {} }: Installed) => {
    for (const [name, { path }] of Object.entries(dependencies)) {
      if (path === undefined || !Object.hasOwn(wanted, name) || found.has(path)) continue;
      found.add(path);
      collect(inFull.get(path) ?? {});
    }
  };
  collect(tree);
  return [...found].map((path) => relative(ROOT, path));
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

/** The folders of the packages among packed files. */
export function packagesIn(packed: readonly string[]): string[] {
  const folders = packed.flatMap(
    (path) => /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1] ?? [],
  );
  return folders.toSorted();
}

const Needs = z.object({
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});

/**
 * The folders of these packages and of all that they need, as far as they are packed. Each is where Node finds it: the
 * nearest one above.
 */
export async function withTheirs(
  root: string,
  packed: readonly string[],
  names: readonly string[],
): Promise<Set<string>> {
  const there = new Set(packagesIn(packed));
  const found = new Set<string>();
  const find = (name: string, from: string): string | undefined => {
    for (let folder = from; ; folder = dirname(folder)) {
      const path = join(folder, 'node_modules', name);
      if (there.has(path)) return path;
      if (folder === '.') return undefined;
    }
  };
  const todo = names.map((name) => ({ name, from: '.' }));
  for (let one = todo.pop(); one; one = todo.pop()) {
    const path = find(one.name, one.from);
    if (path === undefined || found.has(path)) continue;
    found.add(path);
    const text = await readFile(join(root, path, 'package.json'), 'utf8');
    const { dependencies, optionalDependencies } = Needs.parse(JSON.parse(text));
    const needs = Object.keys({ ...dependencies, ...optionalDependencies });
    todo.push(...needs.map((name) => ({ name, from: path })));
  }
  return found;
}
