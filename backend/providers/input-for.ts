import { AtelierError } from '../../contract/errors.ts';
import type { RenderInput, RenderJob, VideoJob } from './provider.ts';

/** A file that a job was given, by its content. @throws AtelierError `invalid_input` where it is not there. */
export function inputFor(job: Pick<RenderJob | VideoJob, 'inputs'>, sha256: string): RenderInput {
  const input = job.inputs.get(sha256);
  if (!input) {
    throw new AtelierError('invalid_input', 'A file of this order is gone.', {
      sha256,
      reason: 'missing',
    });
  }
  return input;
}
