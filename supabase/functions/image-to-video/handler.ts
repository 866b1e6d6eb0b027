import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { ImageToVideoBody } from '../../../contract/functions/pictures.ts';
import { ModelCapabilities } from '../../../contract/models.ts';
import { Sha256 } from '../../../contract/primitives.ts';
import { asUser } from '../_shared/caller.ts';
import { read, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { enqueue } from '../_shared/enqueue.ts';

/** What is said to a model that goes by words, and done by one that moves the camera over a still picture. */
const EFFECTS = {
  zoom: { words: 'The camera pushes in slowly; nothing else moves.', motion: 'zoom_in' },
  pan: { words: 'The camera pans slowly across; nothing else moves.', motion: 'pan_right' },
  'ken-burns': {
    words: 'A slow push in while the camera drifts sideways; nothing else moves.',
    motion: 'ken_burns',
  },
  motion: {
    words: 'What can move in the picture moves gently; the camera is static.',
    motion: 'drift',
  },
} as const;

/** Orders a video whose first frame is a work of one's own. */
export default defineFunction({
  name: 'image-to-video',
  method: 'POST',
  body: ImageToVideoBody,
  ...asUser,
  async handle({ body, caller }) {
    const { formats, video } = await capabilitiesOf(body.model);
    const firstFrame = await contentOf(caller, body.libraryId);
    const { words, motion } = EFFECTS[body.effect];
    return enqueue(caller, body, {
      type: 'video',
      prompt: [words, body.prompt].filter(Boolean).join(' '),
      model: body.model,
      aspectRatio: body.aspectRatio,
      count: 1,
      format: formats[0],
      quality: body.quality,
      durationSeconds: body.durationSeconds,
      resolution: video?.resolutions[0],
      fps: video?.fps[0],
      firstFrame,
      ...(video?.motions.includes(motion) && { motion: { kind: motion } }),
    });
  },
});

const Models = z.array(
  z.object({
    id: z.string(),
    capabilities: ModelCapabilities.pick({ formats: true, video: true }),
  }),
);

/** What a model of videos makes. A model of pictures would take the order, and fail at it. */
async function capabilitiesOf(
  model: string,
): Promise<Pick<ModelCapabilities, 'formats' | 'video'>> {
  const models = serviceClient().from('api_models').select('id, capabilities');
  const all = await read(models.eq('task', 'video').eq('enabled', true), Models);
  if (all.length === 0) {
    throw new AtelierError('not_available', 'This backend has no model of videos.', {
      feature: 'video',
    });
  }
  const known = all.find(({ id }) => id === model);
  if (!known) throw new AtelierError('model_unavailable', 'There is no such model of videos.');
  return known.capabilities;
}

/** By its content an order names what it is given. */
async function contentOf(user: string, id: string): Promise<string> {
  const works = serviceClient().from('user_library').select('sha256').eq('type', 'image');
  const [work] = await read(
    works.eq('id', id).eq('user_id', user).is('deleted_at', null),
    z.array(z.object({ sha256: Sha256 })),
  );
  if (!work) throw new AtelierError('not_found', 'There is no such picture of yours.');
  return work.sha256;
}
