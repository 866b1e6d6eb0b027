import { spawn } from 'node:child_process';

/** Opens the link where there is a display; elsewhere the printed line is all there is. */
export function openInBrowser(url: string): void {
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
