import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { type ESTree, parseAst, Visitor } from 'vite';

/** The packages that built programs load by name, whenever they do: by `import`, `import()` or `require`. */
export async function loadedPackages(root: string, paths: readonly string[]): Promise<string[]> {
  const programs = paths.filter((path) => /^out\/(main|preload)\/.*\.c?js$/.test(path));
  const named = await Promise.all(
    programs.map(async (path) => namesIn(parseAst(await readFile(join(root, path), 'utf8')))),
  );
  const packages = named
    .flat()
    // Electron is what the app runs in.
    .filter((name) => !/^[./]/.test(name) && !isBuiltin(name) && name !== 'electron')
    .map(packageOf);
  return [...new Set(packages)].toSorted();
}

/** `@scope/name/part` is of `@scope/name`. */
const packageOf = (name: string) => name.split('/', name.startsWith('@') ? 2 : 1).join('/');

function namesIn(program: ESTree.Program): string[] {
  const names: string[] = [];
  const add = (source: ESTree.Node | null | undefined) => {
    if (source?.type === 'Literal' && typeof source.value === 'string') names.push(source.value);
  };
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    CallExpression({ callee, arguments: [first] }) {
      if (isRequire(callee)) add(first);
    },
  }).visit(program);
  return names;
}

/** `require`, as bundlers call theirs, and `require.resolve` and `import.meta.resolve`. */
function isRequire(callee: ESTree.Expression): boolean {
  if (callee.type === 'Identifier') return /^_*require(\$\d+)?$/.test(callee.name);
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false;
  const { object, property } = callee;
  return property.name === 'resolve' && (object.type === 'MetaProperty' || isRequire(object));
}
