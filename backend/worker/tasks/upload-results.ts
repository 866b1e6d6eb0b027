import { createHash } from 'node:crypto';
import { AtelierError } from '../../../contract/errors.ts';
import type { ClaimedJob } from '../../../contract/functions/worker.ts';
import type { MediaType } from '../../../contract/media.ts';
import type { TaskContext } from './task.ts';
import { keepTrying } from './keep-trying.ts';

export interface Upload {
  bytes: Uint8Array;
  mime: MediaType;
}

export interface Uploaded {
  path: string;
  sha256: string;
  bytes: number;
}

/** Asking for places and putting files there are both repeatable, so all of it is tried again together. In their order. */
export async function uploadResults(
  job: Pick<ClaimedJob, 'id' | 'leaseToken'>,
  files: readonly Upload[],
  { backend, render }: Pick<TaskContext, 'backend' | 'render'>,
): Promise<Uploaded[]> {
  const named = files.map((file, index) => ({
    index,
    mime: file.mime,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
  }));
  return keepTrying(render.signal, async () => {
    const tickets = await backend.uploads(
      { action: 'uploads', jobId: job.id, leaseToken: job.leaseToken, files: named },
      render.signal,
    );
    return Promise.all(
      files.map(async ({ bytes, mime }, index) => {
        const ticket = tickets.find((candidate) => candidate.index === index);
        const sha256 = named[index]?.sha256;
        if (!ticket || !sha256) {
          throw new AtelierError('backend_unavailable', 'A place for a result is missing.');
        }
        await backend.upload(ticket, bytes, mime, render.signal);
        return { path: ticket.path, sha256, bytes: bytes.byteLength };
      }),
    );
  });
}
