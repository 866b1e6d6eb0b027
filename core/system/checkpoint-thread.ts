import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { CHECKPOINT, type Checkpointed, type CheckpointTask } from './checkpoints.ts';

/** Moves as much of the log as nobody reads. Open only meanwhile: the last to close a database is its writer. */
function checkpoint(path: string): Checkpointed {
  const sqlite = new Sqlite(path, { fileMustExist: true });
  try {
    sqlite.pragma('synchronous = FULL');
    const [told] = sqlite.pragma('wal_checkpoint(passive)') as Checkpointed[];
    return { log: told?.log ?? 0 };
  } finally {
    sqlite.close();
  }
}

if (!parentPort) throw new Error('This program is a thread of a database.');
const port = parentPort;
const { path, state } = workerData as CheckpointTask;
port.on('message', () => {
  const before = Atomics.compareExchange(state, 0, CHECKPOINT.asked, CHECKPOINT.running);
  if (before !== CHECKPOINT.asked) return;
  try {
    port.postMessage(checkpoint(path), []);
  } finally {
    Atomics.store(state, 0, CHECKPOINT.idle);
    Atomics.notify(state, 0);
  }
});
