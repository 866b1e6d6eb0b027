import type { RefreshPromptCacheAnswer } from '../../../contract/functions/prompts.ts';
import { asAdmin } from '../_shared/caller.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { forgetTemplates } from '../_shared/templates.ts';

/** Makes an operator's change of templates count now, in this instance; others follow when theirs run out. */
export default defineFunction({
  name: 'refresh-prompt-cache',
  method: 'POST',
  body: undefined,
  ...asAdmin,
  handle: (): Promise<RefreshPromptCacheAnswer> =>
    Promise.resolve({ forgotten: forgetTemplates() }),
});
