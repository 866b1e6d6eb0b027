import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, run } from './run.ts';

const HELP = `Usage: npm start -- [options]

Opens Atelier: the desktop app where Electron can run, otherwise the studio in a browser on this machine.

  --web        the browser studio, even where the desktop app could run
  --port N     port of the browser studio (default: any free one)
  --data DIR   the library's folder
  --no-open    print the link of the browser studio, open nothing
  --help       this text
`;

const FETCH_PATIENCE = 120_000;

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

const options = readArguments();
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

if (isStale()) {
  console.log('Building…');
  // Without the database a first start makes its own, more slowly: no reason to stop.
  const [code] = await Promise.all([
    run('electron-vite', ['build', '--logLevel', 'warn']),
    run('node', ['scripts/build-database.ts']),
  ]);
  if (code !== 0) process.exit(code);
}

const data = options.data === undefined ? [] : ['--data', options.data];
const electron = options.web ? undefined : await electronProgram();
if (electron) process.exit(await run(electron, ['.', ...data]));
if (!options.web)
  console.log(
    "Electron's program is not here and could not be fetched: opening the studio in a browser instead.",
  );
process.exit(
  await run('node', [
    'backend/main.ts',
    'host',
    ...data,
    ...(options.port === undefined ? [] : ['--port', options.port]),
    ...(options['no-open'] ? ['--no-open'] : []),
  ]),
);

/** Whether any source is newer than what was built from it. */
function isStale(): boolean {
  const built = ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html'].map(
    (path) => join(root, path),
  );
  if (!built.every((path) => existsSync(path))) return true;
  const oldest = Math.min(...built.map((path) => statSync(path).mtimeMs));
  const rooms = ['contract', 'core', 'backend', 'electron', 'renderer', 'supabase'];
  const configs = ['electron.vite.config.ts', 'package-lock.json'].map((path) => join(root, path));
  const sources = rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return [...sources, ...configs].some((path) => statSync(path).mtimeMs > oldest);
}

/** Electron's program, fetched by its own package if it is missing, or nothing where it cannot be had or shown. */
async function electronProgram(): Promise<string | undefined> {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return undefined;
  const folder = join(root, 'node_modules', 'electron');
  const require = createRequire(import.meta.url);
  if (!existsSync(join(folder, 'path.txt'))) await fetchElectron(join(folder, 'install.js'));
  if (!existsSync(join(folder, 'path.txt'))) return undefined;
  const program: unknown = require('electron');
  return typeof program === 'string' && existsSync(program) ? program : undefined;
}

async function fetchElectron(installer: string): Promise<void> {
  const { spawnSync } = await import('node:child_process');
  console.log("Fetching Electron's program…");
  spawnSync(process.execPath, [installer], { cwd: root, stdio: 'ignore', timeout: FETCH_PATIENCE });
}
