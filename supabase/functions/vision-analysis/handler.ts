import type OpenAI from 'openai';
import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import {
  type VisionAnswer,
  VisionBody,
  VisionResult,
} from '../../../contract/functions/pictures.ts';
import { asUser } from '../_shared/caller.ts';
import { complete } from '../_shared/chat.ts';
import { rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { templateFor } from '../_shared/templates.ts';
import { recordUse } from '../_shared/usage.ts';
import { readDescription } from './description.ts';
import { type Picture, pictureOf } from './picture.ts';

type Asked = z.output<typeof VisionBody>;
type OfWork = Extract<Asked, { libraryId: string }>;

/** What is in a picture. Of a work of one's own, the work keeps it and is found by it. */
export default defineFunction({
  name: 'vision-analysis',
  method: 'POST',
  body: VisionBody,
  ...asUser,
  handle: ({ body, caller, request }): Promise<VisionAnswer> =>
    'libraryId' in body ? ofWork(caller, body) : look(caller, body, request.signal),
});

/** `public.begin_analysis` */
const Claim = z.discriminatedUnion('state', [
  z.object({ state: z.literal('known'), result: VisionResult, model: z.string() }),
  z.object({ state: z.literal('busy'), seconds: z.number() }),
  z.object({ state: z.literal('begun') }),
]);

/** As long as a function may take; the claim holds a little longer. */
const LONGEST_MS = 150_000;

/**
 * Looks at a work that nobody has looked at. It goes on when the caller goes away: the vendor is paid either way, and
 * the work keeps what was seen.
 */
async function ofWork(user: string, body: OfWork): Promise<VisionAnswer> {
  const { libraryId: p_library, again } = body;
  const of = { p_user: user, p_library, p_type: 'vision' };
  const args = { ...of, ...(again && { p_request: again }) };
  const claim = await rpc(serviceClient(), 'begin_analysis', args, Claim);
  if (claim.state === 'known') return { result: claim.result, model: claim.model, known: true };
  if (claim.state === 'busy') {
    const details = { retryAfterSeconds: claim.seconds };
    throw new AtelierError('conflict', 'This work is being looked at.', details);
  }
  try {
    const seen = await look(user, body, AbortSignal.timeout(LONGEST_MS));
    const kept = { p_library, p_type: 'vision', p_version: seen.model, p_result: seen.result };
    await rpc(serviceClient(), 'record_analysis', kept, z.unknown());
    return seen;
  } catch (error) {
    // Where even this fails, the claim ends by itself.
    await rpc(serviceClient(), 'release_analysis', of, z.unknown()).catch(() => undefined);
    throw error;
  }
}

async function look(user: string, body: Asked, signal: AbortSignal): Promise<VisionAnswer> {
  const since = performance.now();
  const [picture, template] = await Promise.all([
    pictureOf(user, body),
    templateFor({ useCase: 'analysis', name: 'image-describe' }),
  ]);
  const { text, model } = await complete({
    model: template.enhancer_model,
    orAny: true,
    maxTokens: template.token_limit,
    json: true,
    messages: [
      { role: 'system', content: template.system_prompt },
      { role: 'user', content: contentOf(picture) },
    ],
    signal,
  });
  const result = readDescription(text);
  const milliseconds = Math.round(performance.now() - since);
  await recordUse({ user, event: 'analysis', feature: 'vision', model, milliseconds });
  return { result, model, known: false };
}

/** A film's frames are told of as such: else a model describes a collage. */
function contentOf({ address, frames }: Picture): OpenAI.ChatCompletionContentPart[] {
  const picture = { type: 'image_url' as const, image_url: { url: address } };
  if (frames === undefined) return [picture];
  return [{ type: 'text', text: frames === 1 ? ONE_FRAME : SOME_FRAMES }, picture];
}

const ONE_FRAME = 'The picture is one frame of a film. Describe the film as far as it tells of it.';
const SOME_FRAMES =
  'The picture is a sheet of frames of one film, in time from left to right and from top to bottom. ' +
  'Describe the film: what is in it and what happens. Do not mention the sheet or its frames.';
