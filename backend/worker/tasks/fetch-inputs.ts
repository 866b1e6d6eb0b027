import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { AtelierError } from '../../../contract/errors.ts';
import type { ClaimedInput, ClaimedJob } from '../../../contract/functions/worker.ts';
import { AudioType, INPUT_TYPES, MEDIA_LIMITS } from '../../../contract/media.ts';
import { inputsOf } from '../../../contract/orders.ts';
import type { RenderInput } from '../../providers/provider.ts';
import type { BackendClient } from '../backend-client.ts';
import { keepTrying } from './keep-trying.ts';

/**
 * The files that a job was given, by content: fetched, checked by their hash and decoded, so that a provider never sees
 * what is not a picture. Errors: `invalid_input` for one that is gone, cut off, not a picture or sound, or a mask of
 * another size than its source: the order is wrong, and no other attempt would go better.
 */
export async function fetchInputs(
  job: ClaimedJob,
  backend: Pick<BackendClient, 'fetchInput'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RenderInput>> {
  const wanted = inputsOf(job.payload);
  const inputs = new Map<string, RenderInput>();
  for (const { sha256, role } of wanted) {
    if (inputs.has(sha256)) continue;
    const claimed = job.inputs.find((input) => input.sha256 === sha256);
    if (!claimed) throw unfit(role, sha256, 'missing');
    const bytes = await keepTrying(signal, () => backend.fetchInput(claimed, signal));
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw unfit(role, sha256, 'changed');
    }
    inputs.set(sha256, await readInput(claimed, bytes, role));
  }
  checkMask(job, inputs);
  return inputs;
}

async function readInput(
  { sha256, mime }: ClaimedInput,
  bytes: Uint8Array,
  role: string,
): Promise<RenderInput> {
  const isSound = AudioType.safeParse(mime).success;
  if (isSound !== (role === 'audio')) throw unfit(role, sha256, isSound ? 'audio' : 'image');
  if (isSound) return { sha256, bytes, mime, width: 0, height: 0 };
  try {
    const image = () =>
      sharp(bytes, { limitInputPixels: MEDIA_LIMITS.pixels, failOn: 'truncated' });
    const { format, orientation = 1, autoOrient } = await image().metadata();
    if (mime in INPUT_TYPES && `image/${format}` === mime && orientation === 1) {
      // Metadata stand at the front: only decoding all of it shows that the rest came too.
      await image().resize(8, 8, { fit: 'fill' }).raw().toBuffer();
      return { sha256, bytes, mime, width: autoOrient.width, height: autoOrient.height };
    }
    // What vendors do not all take becomes what they all do.
    const { data, info } = await image().autoOrient().png().toBuffer({ resolveWithObject: true });
    return { sha256, bytes: data, mime: 'image/png', width: info.width, height: info.height };
  } catch (cause) {
    throw unfit(role, sha256, 'unreadable', cause);
  }
}

function checkMask({ payload }: ClaimedJob, inputs: ReadonlyMap<string, RenderInput>): void {
  const source = 'source' in payload ? payload.source : undefined;
  if (!source?.mask) return;
  const [picture, mask] = [inputs.get(source.image), inputs.get(source.mask)];
  if (picture?.width === mask?.width && picture?.height === mask?.height) return;
  throw unfit('mask', source.mask, 'size');
}

function unfit(role: string, sha256: string, reason: string, cause?: unknown): AtelierError {
  return new AtelierError(
    'invalid_input',
    'A file of this order does not do.',
    { field: role, sha256, reason },
    cause,
  );
}
