import { existsSync } from 'node:fs';
import { run } from './run.ts';

/** What Debian has, asked for once a run. */
let lists: Promise<number> | undefined;

/** Installs packages where this is Debian and we may; answers whether it tried. */
export async function installPackages(...names: string[]): Promise<boolean> {
  const canInstall =
    process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!canInstall) return false;
  console.log(`Installing Debian's packages: ${names.join(', ')}…`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await (lists ??= run('apt-get', ['update', '-qq'], env));
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], env);
  return true;
}
