import { homedir } from 'node:os';
import { join } from 'node:path';

/** What lies where under DATA (docs/architecture.md, "On disk"). */
export interface StudioPaths {
  data: string;
  /** Held while a studio is open. */
  lock: string;
  /** How to ask the browser host that has this folder open for a link. Only while one runs. */
  host: string;
  /** Solo or a Supabase project. */
  connection: string;
  /** The accounts with a library here. */
  known: string;
  /** Browser host only; the desktop uses the keychain. */
  secrets: string;
  accounts: string;
  /** Generators that the creator added, one JSON file each. */
  generators: string;
  /** Wildcard files: a line for each thing that `__name__` may become. */
  wildcards: string;
  /** The embedded backend's own folder. */
  solo: string;
}

export function studioPaths(data: string): StudioPaths {
  return {
    data,
    lock: join(data, 'lock'),
    host: join(data, 'host.json'),
    connection: join(data, 'connection.json'),
    known: join(data, 'accounts.json'),
    secrets: join(data, 'secrets.json'),
    accounts: join(data, 'accounts'),
    generators: join(data, 'generators'),
    wildcards: join(data, 'wildcards'),
    solo: join(data, 'solo'),
  };
}

/** What lies in the folder of one account. */
export interface AccountPaths {
  root: string;
  database: string;
  /** Originals by content: `ab/cdef….ext` (rule F1). */
  media: string;
  /** A cache, safe to delete (rule F3). */
  thumbnails: string;
  /** Files being written; swept when the studio starts. */
  staging: string;
}

/** `name` is made by this program, never taken from outside: `solo` or a hash. */
export function accountPaths(paths: StudioPaths, name: string): AccountPaths {
  const root = join(paths.accounts, name);
  return {
    root,
    database: join(root, 'studio.sqlite'),
    media: join(root, 'media'),
    thumbnails: join(root, 'thumbnails'),
    staging: join(root, 'staging'),
  };
}

/** Where files go that no row knows: out of the way, and never deleted by themselves (rule F4). */
export function lostFolder(paths: Pick<AccountPaths, 'root'>): string {
  return join(paths.root, 'lost+found');
}

/** Where files lie that orders were given and that are no works: by content, like the originals. */
export function inputsFolder(paths: Pick<AccountPaths, 'root'>): string {
  return join(paths.root, 'inputs');
}

/** The system's place for application data. */
export function defaultDataDir(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Atelier');
  if (platform === 'win32') {
    return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Atelier');
  }
  // The XDG rule: a relative path there is to be ignored.
  const xdg = env['XDG_DATA_HOME'];
  return join(xdg?.startsWith('/') ? xdg : join(home, '.local', 'share'), 'atelier');
}
