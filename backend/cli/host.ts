import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AtelierError, toErrorBody } from '../../contract/errors.ts';
import { createLog } from '../../core/system/log.ts';
import { defaultDataDir } from '../../core/system/paths.ts';
import { startHost } from '../host/host.ts';
import { portNumber, readLevel, readOptions } from './options.ts';
import { untilAsked } from './signals.ts';
import { openSoloStudio } from './solo-studio.ts';

const HELP = `Usage: npm run -s atelier -- host [--port N] [--data DIR] [--no-open] [--no-backend] [--json] [--verbose]

Opens the studio for a browser on this machine, at 127.0.0.1 only, and prints a link that works once.

  --port N       port to listen on (default: any free one)
  --data DIR     the library's folder
  --no-open      print the link, open nothing
  --no-backend   without the embedded backend: the library works, making pictures waits
  --json         print {"url"} as the first line, and no log below errors
  --verbose      what happens meanwhile, on standard error
`;

/** Runs until it is asked to stop. */
export async function host(args: string[]): Promise<number> {
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
  try {
    const rendererDir = join(import.meta.dirname, '..', '..', 'out', 'renderer');
    if (!existsSync(join(rendererDir, 'index.html'))) {
      throw new AtelierError(
        'not_found',
        'The studio is not built yet: run npm run build, or npm start.',
      );
    }
    const level = readLevel(options.verbose, options.json ? 'error' : 'warn');
    const log = createLog({ level }).with({ program: 'host' });
    const dataDir = options.data ? resolve(options.data) : defaultDataDir();
    const port = portNumber(options.port);
    const solo = await openSoloStudio({ dataDir, log, level, backend: !options['no-backend'] });
    const running = await startHost({ studio: solo.studio, rendererDir, port, log }).catch(
      async (error: unknown) => {
        await solo.close();
        throw error;
      },
    );
    const url = running.createLink();
    process.stdout.write(
      options.json ? `${JSON.stringify({ url })}\n` : `Atelier is open at ${url}\n`,
    );
    if (!options['no-open']) openInBrowser(url);
    await untilAsked();
    await running.close();
    await solo.close();
    return 0;
  } catch (error) {
    explain(error, options.json === true);
    return 1;
  }
}

function explain(error: unknown, json: boolean): void {
  const body = toErrorBody(error);
  if (json) process.stdout.write(`${JSON.stringify({ error: body })}\n`);
  else process.stderr.write(`${sentence(error)}\n`);
}

function sentence(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    return 'That port is taken by another program. Leave --port out, and a free one is found.';
  }
  if (error instanceof AtelierError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Opens the link where there is a display; elsewhere the printed line is all there is. */
function openInBrowser(url: string): void {
  const { env, platform } = process;
  const [program, ...args] =
    platform === 'darwin'
      ? ['open', url]
      : platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : env['DISPLAY'] || env['WAYLAND_DISPLAY']
          ? ['xdg-open', url]
          : [];
  if (!program) return;
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
