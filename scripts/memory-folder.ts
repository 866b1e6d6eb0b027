import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** More than tests ever hold at once, and more than what the studio calls a disk with little room. */
const ROOM = 6 * 1024 ** 3;

/**
 * A folder in memory for what tests write: a tenth of a run's processor time went into a disk that nobody reads again.
 * None where the machine has none, too little of it, or one from which no program starts. Whoever asks removes it.
 */
export function memoryFolder(): string | undefined {
  let folder: string | undefined;
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize < ROOM || process.availableMemory() < ROOM) return undefined;
    folder = mkdtempSync(join(MEMORY, 'atelier-'));
    // As the system's own: a Postgres server of a test has a user of its own.
    chmodSync(folder, 0o1777);
    const program = join(folder, 'starts');
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
    const { status } = spawnSync(program);
    rmSync(program);
    if (status === 0) return folder;
  } catch {
    // No such place, or none to write to.
  }
  if (folder) rmSync(folder, { recursive: true, force: true });
  return undefined;
}
