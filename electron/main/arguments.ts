import { resolve } from 'node:path';
import { deepLink } from './deep-link.ts';

/** The folder named by `--data DIR` or `--data=DIR`, if any. Electron's own switches stand among the arguments. */
export function dataDirOf(argv: readonly string[]): string | undefined {
  for (const [index, argument] of argv.entries()) {
    const value = argument === '--data' ? argv[index + 1] : /^--data=(.+)$/.exec(argument)?.[1];
    if (value) return resolve(value);
  }
  return undefined;
}

/** An `atelier://` link among the arguments of a start, which is how Windows and Linux deliver one. */
export function linkOf(argv: readonly string[]): string | undefined {
  for (const argument of argv.slice(1)) {
    const link = deepLink(argument);
    if (link) return link;
  }
  return undefined;
}
