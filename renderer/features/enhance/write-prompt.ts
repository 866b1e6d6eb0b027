import i18next from 'i18next';
import { type PromptDraft, usePrompt } from '../../state/prompt.ts';
import { notify } from '../../ui/toast.tsx';

/** Puts other words into the prompt bar, with a way back to those that stood there. */
export function writePrompt(
  change: Partial<Pick<PromptDraft, 'prompt' | 'negativePrompt'>>,
  said: 'accepted' | 'added',
): void {
  const { draft, set, requestFocus } = usePrompt.getState();
  const before = { prompt: draft.prompt, negativePrompt: draft.negativePrompt };
  set(change);
  requestFocus();
  notify({
    message: i18next.t(said, { ns: 'enhance' }),
    id: 'prompt-changed',
    undo: () => {
      set(before);
      requestFocus();
    },
  });
}
