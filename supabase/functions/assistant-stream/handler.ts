import { AssistantBody } from '../../../contract/functions/talk.ts';
import { asUser } from '../_shared/caller.ts';
import { checkContent } from '../_shared/check-content.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { talk } from '../_shared/talk.ts';
import { templateFor } from '../_shared/templates.ts';
import { recordUse } from '../_shared/usage.ts';

/** The studio's assistant, word by word. */
export default defineFunction({
  name: 'assistant-stream',
  method: 'POST',
  body: AssistantBody,
  ...asUser,
  async handle({ body, caller, request }) {
    await checkContent(caller, body.messages.map(({ content }) => content).join('\n'));
    const template = await templateFor({ useCase: 'chat', name: 'chat-assistant' });
    return talk(
      {
        model: template.enhancer_model,
        maxTokens: template.token_limit,
        messages: [{ role: 'system', content: template.system_prompt }, ...body.messages],
        signal: request.signal,
      },
      async ({ model, milliseconds }) => {
        await recordUse({ user: caller, event: 'chat', feature: 'assistant', model, milliseconds });
        return {};
      },
    );
  },
});
