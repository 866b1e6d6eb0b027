import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findElectron, runElectron } from '../../scripts/electron-program.ts';
import { childrenOf, isAlive } from '../host/processes.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const LINK = /http:\/\/127\.0\.0\.1:(\d+)\/open\?token=[\w-]{43}/;

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'atelier-start-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** `npm start`, from its own script on, on a machine without a display unless `env` brings one. */
function begin(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const bin = join(ROOT, 'node_modules', '.bin');
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.ts'), ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      DISPLAY: '',
      WAYLAND_DISPLAY: '',
      PATH: [dirname(process.execPath), bin, process.env['PATH']].join(':'),
      ...env,
    },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { out: '', error: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.error += text));
  return { child, said };
}

async function ended({ child, said }: ReturnType<typeof begin>) {
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

test('a link and one line that says why there is no desktop app; then a quiet end', async () => {
  const started = begin(['--no-open', '--data', await folder()]);
  await expect.poll(() => started.said.out, { timeout: 60_000 }).toMatch(LINK);
  const lines = started.said.out.trim().split('\n');
  expect(lines.at(-1)).toMatch(/^Atelier is open: http/);
  const why = lines.filter((line) => line !== 'Building Atelier…').slice(0, -1);
  expect(why).toEqual(
    process.platform === 'linux'
      ? ['There is no display here for the desktop app: this is the studio for a browser.']
      : expect.anything(),
  );
  started.child.kill('SIGTERM');
  expect(await ended(started)).toMatchObject({ code: 0, error: '', out: started.said.out });
});

test('--web: no word of the desktop; --port is the port; again: a fresh link to the same place', async () => {
  const data = await folder();
  const first = begin(['--web', '--no-open', '--port', '0', '--data', data]);
  await expect.poll(() => first.said.out, { timeout: 60_000 }).toMatch(LINK);
  expect(first.said.out).not.toMatch(/display|Electron|desktop/);
  const again = await ended(begin(['--web', '--no-open', '--data', data]));
  expect(again).toMatchObject({ code: 0, error: '' });
  expect(again.out).toMatch(/Atelier is open already: http/);
  expect(LINK.exec(again.out)?.[1]).toBe(LINK.exec(first.said.out)?.[1]);
  expect(LINK.exec(again.out)?.[0]).not.toBe(LINK.exec(first.said.out)?.[0]);
  first.child.kill('SIGINT');
  expect((await ended(first)).code).toBe(0);
});

test('--help explains, and an unknown option is refused with the help', async () => {
  expect(await ended(begin(['--help']))).toMatchObject({
    code: 0,
    out: expect.stringMatching(/--web[\s\S]*--port[\s\S]*--data[\s\S]*--no-open/),
  });
  const unknown = await ended(begin(['--nonsense']));
  expect(unknown.code).toBe(2);
  expect(unknown.error).toContain("Unknown option '--nonsense'");
  expect(unknown.error).toContain('Usage: npm start');
});

test('no display, root and a missing program are told apart', async () => {
  const { dist } = await programThat(0);
  const found = (env: NodeJS.ProcessEnv, uid: number) => findElectron(env, uid);
  const display = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: dist };
  expect(found(display, 1000)).toEqual({ path: join(dist, 'electron') });
  expect(found({ ...display, ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' }, 1000)).toEqual({
    missing: 'program',
  });
  if (process.platform !== 'linux') return;
  expect(found({ ...display, DISPLAY: '' }, 1000)).toEqual({ missing: 'display' });
  expect(found({ ...display, DISPLAY: '', WAYLAND_DISPLAY: 'w' }, 1000)).toHaveProperty('path');
  expect(found(display, 0)).toEqual({ missing: 'root' });
});

test('the desktop app is told the folder; one that fails at once gives way to the browser', async () => {
  const works = await programThat(0);
  expect(await runElectron(join(works.dist, 'electron'), ['--data=/a b'])).toBe(0);
  expect((await readFile(works.called, 'utf8')).trim()).toBe('. --data=/a b');
  const fails = await programThat(127);
  expect(await runElectron(join(fails.dist, 'electron'), [])).toBeNull();
  expect(await runElectron(join(fails.dist, 'nothing'), [])).toBeNull();
});

test('who ends npm ends the studio and its processes too', async () => {
  const data = await folder();
  const npm = spawn('npm', ['start', '--silent', '--', '--web', '--no-open', `--data=${data}`], {
    cwd: ROOT,
  });
  onTestFinished(() => void npm.kill('SIGKILL'));
  let out = '';
  npm.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  await expect.poll(() => out, { timeout: 60_000 }).toMatch(LINK);
  const { pid } = JSON.parse(await readFile(join(data, 'host.json'), 'utf8')) as { pid: number };
  await expect
    .poll(async () => (await childrenOf(pid)).length, { timeout: 60_000 })
    .toBeGreaterThanOrEqual(1);
  const family = [pid, ...(await childrenOf(pid)).map((child) => child.pid)];
  npm.kill('SIGTERM');
  await expect.poll(() => family.filter(isAlive), { timeout: 60_000 }).toEqual([]);
}, 120_000);

/** Stands where Electron's program would: says how it was called, and ends as it is told. */
async function programThat(ends: number): Promise<{ dist: string; called: string }> {
  const dist = await folder();
  const called = join(dist, 'called');
  const program = join(dist, 'electron');
  await writeFile(program, `#!/bin/sh\necho "$@" > '${called}'\nexit ${ends}\n`);
  await chmod(program, 0o755);
  return { dist, called };
}
