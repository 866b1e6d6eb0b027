import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';

/** Longer than any attempt may take; each claim signs anew. */
const SECONDS = 3_600;

const StoredInput = z.object({
  sha256: z.string(),
  mime: z.string(),
  bytes: z.number(),
  bucket: z.string(),
  path: z.string(),
});
type StoredInput = z.infer<typeof StoredInput>;

/** What `claim_jobs` answers: `ClaimAnswer` but for its inputs, of which the database knows the places alone. */
export const GivenJobs = z.object({
  jobs: z.array(z.looseObject({ inputs: z.array(StoredInput).default([]) })),
});
type GivenJob = z.infer<typeof GivenJobs>['jobs'][number];

/**
 * Makes addresses of places, for a worker that has no key to Storage. Without the host: a worker may reach this backend
 * by another one. A file that went since the claim is left out, and the worker says so.
 */
export async function signInputs(
  client: SupabaseClient,
  jobs: readonly GivenJob[],
): Promise<unknown[]> {
  return Promise.all(
    jobs.map(async (job) => {
      const signed = await Promise.all(job.inputs.map((input) => sign(client, input)));
      return { ...job, inputs: signed.filter((input) => input !== null) };
    }),
  );
}

async function sign(client: SupabaseClient, { bucket, path, ...input }: StoredInput) {
  const { data, error } = await client.storage.from(bucket).createSignedUrl(path, SECONDS);
  // Storage says the status as a number or as text, depending on its version.
  const { status, statusCode } = (error ?? {}) as { status?: unknown; statusCode?: unknown };
  if (Number(statusCode ?? status) === 404) return null;
  if (error) throw new AtelierError('backend_unavailable', 'Storage gave no address.', {}, error);
  const { pathname, search } = new URL(data.signedUrl);
  return { ...input, path: `${pathname.slice(pathname.indexOf('/object/sign/'))}${search}` };
}
