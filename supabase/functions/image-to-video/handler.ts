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
    await Promise.all([needVideoModel(body.model), needPicture(caller, body.libraryId)]);
    return enqueue(caller, body, {
      type: 'video',
      prompt: [EFFECTS[body.effect], body.prompt].filter(Boolean).join(' '),
      model: body.model,
      aspectRatio: body.aspectRatio,
      count: 1,
      format: 'webp',
      quality: body.quality,
      durationSeconds: body.durationSeconds,
      effect: body.effect,
      sourceLibraryId: body.libraryId,
    });
  },
});

const Found = z.array(z.unknown());

/** A model of pictures would take the order, and fail at it. */
async function needVideoModel(model: string): Promise<void> {
  const models = serviceClient()
    .from('api_models')
    .select('id')
    .eq('task', 'video')
    .eq('enabled', true);
  const [known] = await read(models.eq('id', model).limit(1), Found);
  if (known) return;
  const [any] = await read(
    serviceClient()
      .from('api_models')
      .select('id')
      .eq('task', 'video')
      .eq('enabled', true)
      .limit(1),
    Found,
  );
  if (any) throw new AtelierError('model_unavailable', 'There is no such model of videos.');
  throw new AtelierError('not_available', 'This backend has no model of videos.', {
    feature: 'video',
  });
}

async function needPicture(user: string, id: string): Promise<void> {
  const works = serviceClient().from('user_library').select('id').eq('type', 'image');
  const [work] = await read(works.eq('id', id).eq('user_id', user).is('deleted_at', null), Found);
  if (!work) throw new AtelierError('not_found', 'There is no such picture of yours.');
}
