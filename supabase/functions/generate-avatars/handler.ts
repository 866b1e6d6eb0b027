import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { AvatarsBody } from '../../../contract/functions/pictures.ts';
import { MAX_PROMPT_LENGTH } from '../../../contract/recipe.ts';
import { asUser } from '../_shared/caller.ts';
import { read, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { enqueue } from '../_shared/enqueue.ts';

const STYLES = {
  photo: 'a studio photograph, soft key light, shallow depth of field',
  anime: 'an anime illustration, clean lines, expressive eyes',
  painting: 'an oil painting, visible brush strokes, warm light',
  cartoon: 'a cartoon, bold outlines, flat colours',
  '3d': 'a 3D render, soft materials, rim light',
} as const;

/** Orders square portraits of a character. They are jobs like any other: held, rendered, captured. */
export default defineFunction({
  name: 'generate-avatars',
  method: 'POST',
  body: AvatarsBody,
  ...asUser,
  async handle({ body, caller }) {
    const character = body.characterId ? await characterOf(caller, body.characterId) : null;
    const parts = [
      `Portrait, head and shoulders, facing the viewer: ${STYLES[body.style]}`,
      character?.base_prompt,
      character?.appearance_tags.join(', '),
      body.description ?? character?.description,
    ];
    return enqueue(caller, body, {
      type: 'image',
      prompt: parts.filter(Boolean).join('. ').slice(0, MAX_PROMPT_LENGTH),
      model: body.model,
      aspectRatio: '1:1',
      count: body.items.length,
      format: 'webp',
      quality: body.quality,
      contentMode: character?.content_rating ?? 'sfw',
    });
  },
});

const Character = z.object({
  description: z.string(),
  base_prompt: z.string(),
  appearance_tags: z.array(z.string()),
  content_rating: z.enum(['sfw', 'nsfw']),
});

async function characterOf(user: string, id: string): Promise<z.infer<typeof Character>> {
  const character = await read(
    serviceClient()
      .from('characters')
      .select(Object.keys(Character.shape).join(', '))
      .eq('id', id)
      .eq('user_id', user)
      .is('deleted_at', null)
      .maybeSingle(),
    Character.nullable(),
  );
  if (!character) throw new AtelierError('not_found', 'There is no such character of yours.');
  return character;
}
