import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import {
  type Complete,
  EndAnswer,
  HeartbeatAnswer,
  JobCallbackBody,
  type RequestUploads,
  type UploadTicket,
} from '../../../contract/functions/worker.ts';
import { AtelierError } from '../../../contract/errors.ts';
import { extensionOf } from '../../../contract/media.ts';
import { workerKeyHash } from '../_shared/caller.ts';
import { copyAll, CopyStep } from '../_shared/copy-to-library.ts';
import { rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';

const BUCKET = 'workspace-temp';

/** What a worker reports of a job it has leased. A stale lease is refused with `lease_lost` (rule Q3). */
export default defineFunction({
  name: 'job-callback',
  method: 'POST',
  body: JobCallbackBody,
  caller: workerKeyHash,
  handle: ({ body, caller }) => {
    const client = serviceClient();
    const lease: Lease = { p_key_hash: caller, p_job: body.jobId, p_lease: body.leaseToken };
    switch (body.action) {
      case 'heartbeat': {
        const args = {
          ...lease,
          p_lease_seconds: body.leaseSeconds,
          p_stage: body.stage ?? null,
          p_progress: body.progress ?? null,
          p_provider_job_id: body.providerJobId ?? null,
          p_preview: body.preview ?? null,
        };
        return rpc(client, 'heartbeat_job', args, HeartbeatAnswer);
      }
      case 'uploads': {
        return giveUploads(client, lease, body);
      }
      case 'complete': {
        return complete(client, lease, body);
      }
      case 'fail': {
        const args = {
          ...lease,
          p_code: body.code,
          p_message: body.message,
          p_retry_after_seconds: body.retryAfterSeconds ?? null,
        };
        return rpc(client, 'fail_job', args, EndAnswer);
      }
      case 'release': {
        return rpc(client, 'release_job', { ...lease }, EndAnswer);
      }
    }
  },
});

interface Lease {
  p_key_hash: string;
  p_job: string;
  p_lease: string;
}

/** A place is of this job and this content alone, so asking twice, or uploading twice, does no harm. */
async function giveUploads(
  client: SupabaseClient,
  lease: Lease,
  { files }: RequestUploads,
): Promise<{ uploads: UploadTicket[] }> {
  const folder = await rpc(client, 'job_upload_folder', { ...lease }, z.string());
  const uploads = await Promise.all(
    files.map(async ({ index, mime, sha256 }) => {
      const path = `${folder}/${index}-${sha256.slice(0, 16)}.${extensionOf(mime)}`;
      const { data, error } = await client.storage
        .from(BUCKET)
        .createSignedUploadUrl(path, { upsert: true });
      if (error) throw new AtelierError('backend_unavailable', 'Storage gave no place.', {}, error);
      return { index, path, token: data.token };
    }),
  );
  return { uploads };
}

/** `complete_job` ends the job, or says what has to lie in the library before it can. */
const Completion = z.union([EndAnswer, z.object({ copies: z.array(CopyStep).min(1) })]);

async function complete(
  client: SupabaseClient,
  lease: Lease,
  { results, vendorCostUsd }: Complete,
): Promise<EndAnswer> {
  const args = { ...lease, p_results: results, p_vendor_cost_usd: vendorCostUsd ?? null };
  let answer = await rpc(client, 'complete_job', args, Completion);
  if ('copies' in answer) {
    // An order for the library: cut off between, the worker says the same again and finds the copies there.
    await copyAll(client, answer.copies);
    answer = await rpc(client, 'complete_job', args, Completion);
    if ('copies' in answer)
      throw new AtelierError('backend_unavailable', 'Storage did not keep a result.');
  }
  if (answer.status === 'cancelled') {
    // Nobody will name these. Only paths of this very job: the list is the worker's word.
    const mine = results
      .flatMap(({ path, thumbnailPath }) => (thumbnailPath ? [path, thumbnailPath] : [path]))
      .filter((path) => path.includes(`/${lease.p_job}/`));
    if (mine.length > 0) await client.storage.from(BUCKET).remove(mine);
  }
  return answer;
}
