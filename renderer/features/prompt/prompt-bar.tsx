import { SlidersHorizontal, Sparkles } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../state/actions.ts';
import { matches } from '../../state/keys.ts';
import { usePrompt } from '../../state/prompt.ts';
import { SHORTCUTS, useShortcut } from '../../state/shortcuts.ts';
import { useView } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { Advanced } from './advanced.tsx';
import { CountStepper } from './count-stepper.tsx';
import { remainingOf } from './form.ts';
import { ModelSelect } from './model-select.tsx';
import { PromptNotes } from './notes.tsx';
import { Price } from './price.tsx';
import { RatioPicker } from './ratio-picker.tsx';
import { usePromptForm } from './use-prompt-form.ts';

/** Where a picture begins: the words, what draws them and how, the price, and the one main action. */
export function PromptBar() {
  const { t } = useTranslation(['prompt', 'command']);
  const [said, setSaid] = useState('');
  const form = usePromptForm((count) => setSaid(t('queued', { count })));
  const text = useFocusRequests();
  const { advancedOpen, setAdvancedOpen } = useView();

  const send = () => {
    if (!form.send()) text.current?.focus();
  };
  const toggleAdvanced = () => setAdvancedOpen(!advancedOpen);
  useShortcut('generate', send);
  useShortcut('advanced', toggleAdvanced);
  useActions([
    {
      id: 'generate',
      title: t('command:actions.generate'),
      group: 'make',
      icon: Sparkles,
      shortcut: 'generate',
      run: send,
    },
    {
      id: 'advanced',
      title: t('command:actions.advanced'),
      group: 'view',
      icon: SlidersHorizontal,
      shortcut: 'advanced',
      run: toggleAdvanced,
    },
  ]);

  return (
    <section
      aria-label={t('label')}
      className="m-3 mb-0 shrink-0 overflow-hidden rounded-lg bg-panel ring-1 ring-line transition-shadow ring-inset has-[textarea:focus-visible]:ring-2 has-[textarea:focus-visible]:ring-accent"
    >
      <PromptText form={form} textRef={text} />
      <div className="flex flex-wrap items-center gap-2 px-2.5 pb-2.5">
        <ModelSelect form={form} />
        {form.form && form.model && (
          <>
            <RatioPicker
              form={form.form}
              model={form.model}
              onChange={(aspectRatio) => form.set({ aspectRatio })}
            />
            <CountStepper
              value={form.form.count}
              max={form.form.maxCount}
              onChange={(count) => form.set({ count })}
            />
            <IconButton
              icon={SlidersHorizontal}
              label={t('settings')}
              shortcut={SHORTCUTS.advanced.keys}
              pressed={advancedOpen}
              aria-expanded={advancedOpen}
              aria-controls="prompt-advanced"
              onClick={toggleAdvanced}
            />
          </>
        )}
        <div className="ml-auto flex items-center gap-3">
          <Remaining form={form} />
          <Price form={form} />
          <Tooltip label={t('generate')} shortcut={SHORTCUTS.generate.keys}>
            <Button
              variant="primary"
              icon={Sparkles}
              onClick={send}
              disabled={form.model === undefined}
              aria-disabled={form.isSending}
              className="h-9 px-4 text-md"
            >
              {t(form.isSending ? 'generating' : 'generate')}
            </Button>
          </Tooltip>
        </div>
      </div>
      {advancedOpen && form.form && <Advanced bar={form} form={form.form} />}
      <PromptNotes form={form} />
      <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
    </section>
  );
}

type PromptFormProps = { form: ReturnType<typeof usePromptForm> };

function PromptText({
  form,
  textRef,
}: PromptFormProps & { textRef: React.RefObject<HTMLTextAreaElement | null> }) {
  const { t } = useTranslation('prompt');
  const invalid = form.problems.some(({ field }) => field === 'prompt');
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Escape hands the keyboard back to the work.
    if (matches('escape', event.nativeEvent)) event.currentTarget.blur();
  };
  return (
    <TextareaAutosize
      ref={textRef}
      value={form.prompt}
      maxRows={6}
      rows={1}
      dir="auto"
      spellCheck
      aria-label={t('label')}
      aria-invalid={invalid || undefined}
      aria-describedby={invalid ? 'prompt-problem' : undefined}
      placeholder={t('placeholder')}
      onChange={(event) => form.set({ prompt: event.target.value })}
      onKeyDown={onKeyDown}
      className="min-h-16 bg-transparent px-3.5 pt-3 pb-2.5 text-md focus-visible:outline-none"
    />
  );
}

/** Characters left, only near the limit. */
function Remaining({ form }: PromptFormProps) {
  const { t } = useTranslation('prompt');
  const remaining = form.form ? remainingOf(form.prompt, form.form) : null;
  if (remaining === null) return null;
  return (
    <output className={`text-sm ${remaining < 0 ? 'text-danger' : 'text-muted'}`}>
      {remaining < 0 ? t('over', { count: -remaining }) : t('remaining', { count: remaining })}
    </output>
  );
}

/** Takes the focus whenever the store asks for it: a recalled recipe, the shortcut, the palette. */
function useFocusRequests() {
  const text = useRef<HTMLTextAreaElement>(null);
  const { wantsFocus, focusTaken } = usePrompt();
  useEffect(() => {
    if (!wantsFocus) return;
    focusTaken();
    const field = text.current;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }, [wantsFocus, focusTaken]);
  return text;
}
