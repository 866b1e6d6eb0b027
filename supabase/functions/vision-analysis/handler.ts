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
import { pictureOf } from './picture.ts';

/** What is in a picture. Of a work of one's own, the work keeps it and is found by it. */
export default defineFunction({
  name: 'vision-analysis',
  method: 'POST',
  body: VisionBody,
  ...asUser,
  async handle({ body, caller, request }): Promise<VisionAnswer> {
    const since = performance.now();
    const [picture, template] = await Promise.all([
      pictureOf(caller, body),
      templateFor({ useCase: 'analysis', name: 'image-describe' }),
    ]);
    const { text, model } = await complete({
      model: template.enhancer_model,
      orAny: true,
      maxTokens: template.token_limit,
      json: true,
      messages: [
        { role: 'system', content: template.system_prompt },
        { role: 'user', content: [{ type: 'image_url', image_url: { url: picture } }] },
      ],
      signal: request.signal,
    });
    const result = resultOf(text);
    if ('libraryId' in body) {
      const args = {
        p_library: body.libraryId,
        p_type: 'vision',
        p_version: model,
        p_result: result,
      };
      await rpc(serviceClient(), 'record_analysis', args, z.unknown());
    }
    const milliseconds = Math.round(performance.now() - since);
    await recordUse({ user: caller, event: 'analysis', feature: 'vision', model, milliseconds });
    return { result, model };
  },
});

function resultOf(text: string): VisionResult {
  try {
    return VisionResult.parse(JSON.parse(text));
  } catch (error) {
    const message = 'The model did not describe the picture as it was asked to.';
    throw new AtelierError('provider_answer_invalid', message, undefined, error);
  }
}
