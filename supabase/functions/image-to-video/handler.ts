import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { ImageToVideoBody } from '../../../contract/functions/pictures.ts';
import { asUser } from '../_shared/caller.ts';
import { read, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { enqueue } from '../_shared/enqueue.ts';

const EFFECTS = {
  zoom: 'The camera pushes in slowly; nothing else moves.',
  pan: 'The camera pans slowly across; nothing else moves.',
  'ken-burns': 'A slow push in while the camera drifts sideways; nothing else moves.',
  motion: 'What can move in the picture moves gently; the camera is static.',
} as const;

/** Orders a video that begins with a work of one's own. The request names the work, for the worker to fetch. */
export default defineFunction({
  name: 'image-to-video',
  method: 'POST',
  body: ImageToVideoBody,
  ...asUser,
  async handle({ body, caller }) {
    const format = await videoFormatOf(body.model);
    await needPicture(caller, body.libraryId);
    return enqueue(caller, body, {
      type: 'video',
      prompt: [EFFECTS[body.effect], body.prompt].filter(Boolean).join(' '),
      model: body.model,
      aspectRatio: body.aspectRatio,
      count: 1,
      format,
      quality: body.quality,
      durationSeconds: body.durationSeconds,
      effect: body.effect,
      sourceLibraryId: body.libraryId,
    });
  },
});

const Models = z.array(
  z.object({ id: z.string(), capabilities: z.object({ formats: z.array(z.string()).min(1) }) }),
);

/** What a model of videos makes. A model of pictures would take the order, and fail at it. */
async function videoFormatOf(model: string): Promise<string | undefined> {
  const models = serviceClient().from('api_models').select('id, capabilities');
  const all = await read(models.eq('task', 'video').eq('enabled', true), Models);
  if (all.length === 0) {
    throw new AtelierError('not_available', 'This backend has no model of videos.', {
      feature: 'video',
    });
  }
  const known = all.find(({ id }) => id === model);
  if (!known) throw new AtelierError('model_unavailable', 'There is no such model of videos.');
  return known.capabilities.formats[0];
}

async function needPicture(user: string, id: string): Promise<void> {
  const works = serviceClient().from('user_library').select('id').eq('type', 'image');
  const [work] = await read(
    works.eq('id', id).eq('user_id', user).is('deleted_at', null),
    z.array(z.unknown()),
  );
  if (!work) throw new AtelierError('not_found', 'There is no such picture of yours.');
}
