import { resolve } from 'node:path';

/** The folder named by `--data DIR` or `--data=DIR`, if any. Electron's own switches stand among the arguments. */
export function dataDirOf(argv: readonly string[]): string | undefined {
  for (const [index, argument] of argv.entries()) {
    const value = argument === '--data' ? argv[index + 1] : /^--data=(.+)$/.exec(argument)?.[1];
    if (value) return resolve(value);
  }
  return undefined;
}

/** An `atelier://` link among the arguments of a second start, which is how Windows and Linux deliver one. */
export function linkOf(argv: readonly string[]): string | undefined {
  return argv.find((argument) => argument.startsWith('atelier://'));
}
