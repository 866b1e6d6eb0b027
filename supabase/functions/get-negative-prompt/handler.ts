import {
  type NegativePromptAnswer,
  NegativePromptBody,
} from '../../../contract/functions/prompts.ts';
import { asUser } from '../_shared/caller.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { negativePromptFor } from '../_shared/templates.ts';

/** What a picture of this kind should not show. */
export default defineFunction({
  name: 'get-negative-prompt',
  method: 'POST',
  body: NegativePromptBody,
  ...asUser,
  async handle({ body, note }): Promise<NegativePromptAnswer> {
    const { value, cached } = await negativePromptFor(body);
    note({ cached });
    return { negativePrompt: value, cached };
  },
});
