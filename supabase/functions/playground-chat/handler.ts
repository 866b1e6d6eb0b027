import { PlaygroundBody } from '../../../contract/functions/talk.ts';
import { asUser } from '../_shared/caller.ts';
import { checkContent } from '../_shared/check-content.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { talk } from '../_shared/talk.ts';
import { recordUse } from '../_shared/usage.ts';

const MAX_TOKENS = 2_048;

/** A model as it is, with the creator's own instructions and settings. */
export default defineFunction({
  name: 'playground-chat',
  method: 'POST',
  body: PlaygroundBody,
  ...asUser,
  async handle({ body, caller, request }) {
    const { messages, system, model, maxTokens = MAX_TOKENS, temperature, topP } = body;
    await checkContent(
      caller,
      [system ?? '', ...messages.map(({ content }) => content)].join('\n'),
    );
    const first = system ? [{ role: 'system' as const, content: system }] : [];
    return talk(
      {
        model,
        maxTokens,
        temperature,
        topP,
        messages: [...first, ...messages],
        signal: request.signal,
      },
      async (said) => {
        await recordUse({ user: caller, event: 'chat', feature: 'playground', ...said });
        return {};
      },
    );
  },
});
