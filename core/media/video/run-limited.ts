import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { AtelierError } from '../../../contract/errors.ts';

export interface RunLimits {
  milliseconds: number;
  /** Resident memory; watched where the system tells of it (Linux). */
  bytes: number;
  /** Ends it before its time, with the signal's reason. */
  signal?: AbortSignal;
  /** Hears what it writes, line by line; nothing of that is answered then. */
  onLine?: (line: string) => void;
}

const MOST_OUTPUT = 1024 * 1024;
const WATCH_MILLISECONDS = 50;
const PAGE_BYTES = 4096;

/**
 * Runs a program to its end and answers what it wrote. It has no input and none of our environment.
 * Errors: `timeout`, `file_too_large` (memory), `file_unreadable` if it fails.
 */
export function runLimited(
  program: string,
  args: readonly string[],
  limits: RunLimits,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      windowsHide: true,
    });
    const parts: Buffer[] = [];
    let size = 0;
    let why: unknown;
    const stop = (error: unknown) => {
      why ??= error;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(
      () => stop(new AtelierError('timeout', 'Reading the video took too long.')),
      limits.milliseconds,
    );
    const watch = setInterval(() => {
      void residentBytes(child.pid).then((resident) => {
        if (resident > limits.bytes) {
          stop(new AtelierError('file_too_large', 'Reading the video takes too much memory.'));
        }
      });
    }, WATCH_MILLISECONDS);
    const onAbort = () => stop(limits.signal?.reason);
    if (limits.signal?.aborted) onAbort();
    limits.signal?.addEventListener('abort', onAbort, { once: true });
    const { onLine } = limits;
    if (onLine) createInterface(child.stdout).on('line', onLine);
    child.stdout.on('data', (part: Buffer) => {
      if (onLine) return;
      size += part.length;
      if (size <= MOST_OUTPUT) parts.push(part);
      else stop(unreadable());
    });
    const end = (error: unknown) => {
      clearTimeout(timer);
      clearInterval(watch);
      limits.signal?.removeEventListener('abort', onAbort);
      if (error) reject(error instanceof Error ? error : unreadable());
      else resolve(Buffer.concat(parts).toString('utf8'));
    };
    child.on('error', (error) => end(why ?? unreadable(error)));
    child.on('close', (code) => end(why ?? (code === 0 ? undefined : unreadable())));
  });
}

async function residentBytes(pid: number | undefined): Promise<number> {
  try {
    const [, pages] = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ');
    return Number(pages) * PAGE_BYTES;
  } catch {
    return 0;
  }
}

function unreadable(cause?: unknown): AtelierError {
  return new AtelierError('file_unreadable', 'The video is broken or cut off.', {}, cause);
}
