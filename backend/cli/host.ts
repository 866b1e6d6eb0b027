import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AtelierError, toErrorBody } from '../../contract/errors.ts';
import { createLog, type LogLevel } from '../../core/system/log.ts';
import { defaultDataDir, studioPaths } from '../../core/system/paths.ts';
import type { Host, HostOptions } from '../host/host.ts';
import { announceHost, askForLink } from '../host/host-file.ts';
import { openInBrowser } from './open-in-browser.ts';
import { portNumber, readLevel, readOptions } from './options.ts';
import { untilAsked } from './signals.ts';

const HELP = `Usage: npm run -s atelier -- host [--port N] [--data DIR] [--no-open] [--no-backend] [--json] [--verbose]

Opens the studio for a browser on this machine, at 127.0.0.1 only, and prints a link that works once.
If another one has the folder open already, prints a new link to that one.

  --port N       port to listen on (default: the folder's usual one, or any free one)
  --data DIR     the library's folder
  --no-open      print the link, open nothing
  --no-backend   without the embedded backend: the library works, making pictures waits
  --json         print {"url"} as the first line, and no log below errors
  --verbose      what happens meanwhile, on standard error
`;

interface HostCommand {
  dataDir: string;
  port: number | null;
  withBackend: boolean;
  json: boolean;
  level: LogLevel;
}

/** Runs until it is asked to stop. If another host has the folder open, prints a new link to that one and ends. */
export async function host(args: string[]): Promise<number> {
  const json = args.includes('--json');
  try {
    const options = readOptions(args, {
      port: { type: 'string' },
      data: { type: 'string' },
      'no-open': { type: 'boolean' },
      'no-backend': { type: 'boolean' },
      json: { type: 'boolean' },
      verbose: { type: 'boolean' },
      help: { type: 'boolean' },
    });
    if (options.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const command: HostCommand = {
      dataDir: options.data ? resolve(options.data) : defaultDataDir(),
      port: options.port === undefined ? null : portNumber(options.port),
      withBackend: !options['no-backend'],
      json,
      level: readLevel(options.verbose, json ? 'error' : 'warn'),
    };
    function show(sentence: string, url: string): void {
      process.stdout.write(json ? `${JSON.stringify({ url })}\n` : `${sentence} ${url}\n`);
      if (!options['no-open']) openInBrowser(url);
    }
    return await serve(command, show);
  } catch (error) {
    explain(error, json);
    return 1;
  }
}

async function serve(
  { dataDir, port, withBackend, level }: HostCommand,
  show: (sentence: string, url: string) => void,
): Promise<number> {
  const paths = studioPaths(dataDir);
  const rendererDir = builtRenderer();
  const log = createLog({ level }).with({ program: 'host' });
  // The whole program: not loaded for the help, nor to refuse a wrong option.
  const { openSoloStudio } = await import('./solo-studio.ts');
  const opened = await openSoloStudio({ dataDir, log, level, backend: withBackend }).catch(
    (error: unknown) => linkInstead(error, paths.host),
  );
  if ('link' in opened) {
    show('Atelier is open already:', opened.link);
    return 0;
  }
  const asked = untilAsked();
  try {
    const running = await listen(port, dataDir, { studio: opened.studio, rendererDir, log });
    const withdraw = await announceHost(paths.host, {
      port: running.port,
      secret: running.ownerSecret,
    });
    show('Atelier is open:', running.createLink());
    await asked;
    await withdraw();
    await running.close();
  } finally {
    await opened.close();
  }
  return 0;
}

/** The folder is another studio's: a link to it, if that is a browser host. Throws what was thrown otherwise. */
async function linkInstead(error: unknown, hostFile: string): Promise<{ link: string }> {
  if (!(error instanceof AtelierError) || error.code !== 'studio_in_use') throw error;
  const link = await askForLink(hostFile);
  if (link === null) throw error;
  return { link };
}

function builtRenderer(): string {
  const folder = fileURLToPath(new URL('../../out/renderer/', import.meta.url));
  if (existsSync(join(folder, 'index.html'))) return folder;
  throw new AtelierError(
    'not_found',
    'The studio is not built yet: run npm run build, or npm start.',
  );
}

/**
 * What a browser keeps for a window (a draft, the width of a panel) hangs on its port, so without a wish each data
 * folder has a usual one of its own, below those that systems hand out.
 */
export function usualPort(dataDir: string): number {
  return 20_000 + (createHash('sha256').update(dataDir).digest().readUInt16BE() % 10_000);
}

async function listen(
  port: number | null,
  dataDir: string,
  options: Omit<HostOptions, 'port'>,
): Promise<Host> {
  const { startHost } = await import('../host/host.ts');
  if (port !== null) return startHost({ ...options, port });
  try {
    return await startHost({ ...options, port: usualPort(dataDir) });
  } catch (error) {
    if (!isTaken(error)) throw error;
    return startHost({ ...options, port: 0 });
  }
}

const isTaken = (error: unknown) => (error as NodeJS.ErrnoException).code === 'EADDRINUSE';

function explain(error: unknown, json: boolean): void {
  const body = toErrorBody(error);
  if (json) process.stdout.write(`${JSON.stringify({ error: body })}\n`);
  else process.stderr.write(`${sentence(error)}\n`);
}

function sentence(error: unknown): string {
  if (isTaken(error)) {
    return 'That port is taken by another program. Leave --port out, and a free one is found.';
  }
  if (error instanceof AtelierError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
