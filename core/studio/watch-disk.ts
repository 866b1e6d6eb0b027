import type { DiskRoom } from '../../contract/studio/storage.ts';
import { diskRoom } from '../system/disk-space.ts';
import type { Log } from '../system/log.ts';

/** A picture that is kept takes seconds; a disk fills up in minutes at the quickest. */
const LOOK_MILLISECONDS = 60_000;

/** Says when the disk of the library comes to be low, full or fine again, before an import has to be refused. */
export function watchDisk(options: { folder: string; changed: () => void; log: Log }): {
  stop(): Promise<void>;
} {
  let state: DiskRoom['state'] = 'fine';
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const room = await diskRoom(options.folder);
    if (room.state === state) return;
    state = room.state;
    options.log.warn('the room on the disk has changed', { ...room });
    options.changed();
  }

  const timer = setInterval(() => {
    looking = look();
  }, LOOK_MILLISECONDS).unref();
  looking = look();
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
