import { ClaimAnswer, ClaimBody } from '../../../contract/functions/worker.ts';
import { workerKeyHash } from '../_shared/caller.ts';
import { rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { GivenJobs, signInputs } from './sign-inputs.ts';
import { sweep } from './sweep.ts';

/** Gives jobs to a worker under a lease (rule Q2). A worker that finds nothing to do pays for the sweep. */
export default defineFunction({
  name: 'claim-jobs',
  method: 'POST',
  body: ClaimBody,
  caller: workerKeyHash,
  async handle({ body, caller }) {
    const client = serviceClient();
    const { jobs } = await rpc(
      client,
      'claim_jobs',
      {
        p_key_hash: caller,
        p_limit: body.limit,
        p_providers: body.providers,
        p_lease_seconds: body.leaseSeconds,
      },
      GivenJobs,
    );
    if (jobs.length === 0) await sweep(client);
    return ClaimAnswer.parse({ jobs: await signInputs(client, jobs) });
  },
});
