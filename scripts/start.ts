import { parseArgs } from 'node:util';
import { type ElectronProgram, getElectron, runElectron } from './electron-program.ts';
import { loadProgram } from './program.ts';
import { run } from './run.ts';
import { isStale } from './stale.ts';

const HELP = `Usage: npm start -- [options]

Opens Atelier: the desktop app where Electron can run, otherwise the studio in a browser on this machine.
If Atelier has the library open in a browser already, prints a new link to it.

  --web        the browser studio, even where the desktop app could run
  --port N     port of the browser studio (default: any free one)
  --data DIR   the library's folder
  --no-open    print the link of the browser studio, open nothing
  --help       this text
`;

/** Why the studio opens in a browser: one line, before the link. */
const REASONS = {
  display: 'There is no display here for the desktop app: this is the studio for a browser.',
  root: 'Electron does not run as root: this is the studio for a browser.',
  program:
    "Electron's program is not here and could not be fetched: this is the studio for a browser.",
} as const satisfies Record<Extract<ElectronProgram, { missing: string }>['missing'], string>;

const NOT_OPENED = 'The desktop app could not open here: this is the studio for a browser.';

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        web: { type: 'boolean' },
        port: { type: 'string' },
        data: { type: 'string' },
        'no-open': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    return values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

/** Answers an exit code. */
async function build(): Promise<number> {
  console.log('Building Atelier…');
  // Without the database a first start makes its own, more slowly: no reason to stop.
  const [code] = await Promise.all([
    run('electron-vite', ['build', '--logLevel', 'warn']),
    run('node', ['scripts/build-database.ts', '--quiet']),
  ]);
  return code;
}

async function main(): Promise<number> {
  const options = readArguments();
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (isStale()) {
    const code = await build();
    if (code !== 0) return code;
  }
  const data = options.data === undefined ? [] : [`--data=${options.data}`];
  if (!options.web) {
    const electron = getElectron();
    if ('path' in electron) {
      const code = await runElectron(electron.path, data);
      if (code !== null) return code;
      console.log(NOT_OPENED);
    } else console.log(REASONS[electron.missing]);
  }
  // In this process: another one would take a third of a second to come up.
  const { main: atelier } = await loadProgram({ built: true });
  const port = options.port === undefined ? [] : [`--port=${options.port}`];
  return atelier(['host', ...data, ...port, ...(options['no-open'] ? ['--no-open'] : [])]);
}

process.exit(await main());
