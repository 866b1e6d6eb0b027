import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Licences that fit an app which may be closed or open. Weak copyleft is fine for tools that are not shipped. */
const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'Unlicense',
  'Zlib',
  'Python-2.0',
  'OFL-1.1',
  'WTFPL',
  'PostgreSQL',
]);
/** libvips is linked dynamically and can be replaced, as its licence asks. */
const ALLOWED_SHIPPED = /^LGPL-3\.0-or-later$/;
/** Tools that are in nothing that is shipped. What the build bundles is a development dependency, too, and no tool. */
const TOOLS = /(^|\/)node_modules\/(@axe-core\/playwright|axe-core|lightningcss(-[\w-]+)?)$/;
const ALLOWED_TOOLS = new Set(['MPL-2.0']);

/** Packages that state their licence only in their readme, read there. */
const STATED_ELSEWHERE = new Map([['node_modules/combine-errors', 'MIT']]);

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      license: z.string().optional(),
    }),
  ),
});

/** Every package of the lockfile has a licence that fits. Answers 0, or 1 with the list of those that do not. */
export async function checkLicences(root: string): Promise<number> {
  const lock = Lock.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
  const wrong: string[] = [];
  for (const [path, { license: stated }] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const license = stated ?? STATED_ELSEWHERE.get(path);
    const isTool = TOOLS.test(path);
    if (!license || !fits(license, isTool)) wrong.push(`${path}: ${license ?? 'none stated'}`);
  }
  for (const line of wrong) console.error(`licence does not fit: ${line}`);
  return wrong.length === 0 ? 0 : 1;
}

/** SPDX: one of an OR fits, or all of an AND. */
function fits(expression: string, isTool: boolean): boolean {
  const plain = expression.replace(/[()]/g, '').replaceAll(' or ', ' OR ').trim();
  if (plain.includes(' OR ')) return plain.split(' OR ').some((part) => fits(part, isTool));
  if (plain.includes(' AND ')) return plain.split(' AND ').every((part) => fits(part, isTool));
  return ALLOWED.has(plain) || ALLOWED_SHIPPED.test(plain) || (isTool && ALLOWED_TOOLS.has(plain));
}
