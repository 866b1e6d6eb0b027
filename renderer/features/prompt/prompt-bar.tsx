import { SlidersHorizontal, Sparkles } from 'lucide-react';
import {
  type ClipboardEvent,
  type FocusEvent,
  type KeyboardEvent,
  useEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../state/actions.ts';
import { matches } from '../../state/keys.ts';
import { usePrompt } from '../../state/prompt.ts';
import { SHORTCUTS, useShortcut } from '../../state/shortcuts.ts';
import { useView } from '../../state/view.ts';
import { api } from '../../transport/api.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { notify } from '../../ui/toast.tsx';
import { giveFocus } from '../../ui/return-focus.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { PromptHelp, PromptHelpDialogs } from '../enhance/prompt-help.tsx';
import { usePromptHelp } from '../enhance/enhance-state.ts';
import { weigh } from '../enhance/weights.ts';
import { AddPictures } from '../given/add-pictures.tsx';
import { giveFiles } from '../given/given-acts.ts';
import { useGiven } from '../given/given-state.ts';
import { GivenStrip } from '../given/given-strip.tsx';
import { FillPreview } from '../tokens/fill-preview.tsx';
import { TokenBar } from '../tokens/token-bar.tsx';
import { TokenText } from '../tokens/token-text.tsx';
import { Advanced } from './advanced.tsx';
import { CountStepper } from './count-stepper.tsx';
import { EqualNote } from './equal-note.tsx';
import { remainingOf } from './form.ts';
import { ModelSelect } from './model-select.tsx';
import { PromptNotes } from './notes.tsx';
import { Price } from './price.tsx';
import { RatioPicker } from './ratio-picker.tsx';
import { usePromptForm } from './use-prompt-form.ts';

interface PromptBarProps {
  /** One line that unfolds over the work while it has the keyboard: where pictures are kept, not made. */
  compact: boolean;
}

/** Where a picture begins: the words, what draws them and how, the price, and the one main action. */
export function PromptBar({ compact }: PromptBarProps) {
  const { t } = useTranslation(['prompt', 'command']);
  const show = useView((state) => state.show);
  const [said, setSaid] = useState('');
  const form = usePromptForm((count) => {
    const message = t('queued', { count });
    setSaid(message);
    // The results stand on another screen.
    const action = { label: t('showResults'), run: () => show('workspace') };
    if (compact) notify({ message, action, id: 'queued' });
  });
  const fold = useFold(compact);
  const text = useFocusRequests();
  const { advancedOpen, setAdvancedOpen } = useView();

  const send = () => {
    if (!form.send()) text.current?.focus();
  };
  // The second half of a double press came before what is offered was seen: it is no answer to that.
  const press = (isSecond: boolean) => {
    if (form.equal === null || !isSecond) send();
  };
  // A folded bar shows no notes: one that has something to say unfolds.
  const hasNews = compact && (form.error !== null || form.equal !== null || form.isWaiting);
  useEffect(() => {
    if (hasNews) text.current?.focus();
  }, [hasNews, text]);
  const toggleAdvanced = () => setAdvancedOpen(!advancedOpen);
  useShortcut('generate', (event) => press(event.repeat));
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
      {...fold.handlers}
      className={cx(
        'overflow-hidden rounded-lg bg-panel',
        // Over what is in it: a note has a ground of its own.
        'after:pointer-events-none after:absolute after:inset-0 after:rounded-[inherit] after:ring-1 after:ring-line after:transition-shadow after:ring-inset has-[textarea:focus-visible]:after:ring-2 has-[textarea:focus-visible]:after:ring-accent',
        compact ? 'absolute inset-x-3 top-3 z-20' : 'relative m-3 shrink-0',
        fold.folded && 'flex items-center',
        compact && !fold.folded && 'shadow-dialog',
      )}
    >
      <PromptText form={form} textRef={text} folded={fold.folded} />
      <div
        className={cx(
          'flex flex-wrap items-center gap-2',
          fold.folded ? 'shrink-0 p-1.5' : 'px-2.5 pb-2.5',
        )}
      >
        {!fold.folded && <ModelSelect form={form} />}
        {!fold.folded && form.form && form.model && (
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
            <AddPictures />
            <PromptHelp prompt={form.prompt} hasNegative={form.form.hasNegative} />
          </>
        )}
        <div className="ml-auto flex items-center gap-3">
          {!fold.folded && <Remaining form={form} />}
          <Price form={form} />
          <Tooltip label={t('generate')} shortcut={SHORTCUTS.generate.keys}>
            <Button
              variant="primary"
              icon={Sparkles}
              onClick={(event) => press(event.detail > 1)}
              aria-disabled={form.isSending || form.isWaiting}
              className={fold.folded ? '' : 'h-9 px-4 text-md'}
            >
              {t(form.isWaiting ? 'starting' : form.isSending ? 'generating' : 'generate')}
            </Button>
          </Tooltip>
        </div>
      </div>
      {!fold.folded && <GivenStrip form={form} />}
      {!fold.folded && <Filling form={form} />}
      {!fold.folded && advancedOpen && form.form && <Advanced bar={form} form={form.form} />}
      {!fold.folded && <PromptNotes form={form} />}
      {!fold.folded && <EqualNote form={form} />}
      <PromptHelpDialogs prompt={form.prompt} />
      <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
    </section>
  );
}

type PromptFormProps = { form: ReturnType<typeof usePromptForm> };

interface PromptTextProps extends PromptFormProps {
  textRef: React.RefObject<HTMLTextAreaElement | null>;
  folded: boolean;
}

function PromptText({ form, textRef, folded }: PromptTextProps) {
  const { t } = useTranslation('prompt');
  const invalid = form.problems.some(({ field }) => field === 'prompt');
  const isEdit = useGiven(({ source }) => source?.mode === 'edit');
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Escape hands the keyboard back to the work.
    if (matches('escape', event.nativeEvent)) giveFocus();
    const by = (['up', 'down'] as const).find((way) => matches(`mod+${way}`, event.nativeEvent));
    if (by !== undefined) weighSelection(event, by === 'up' ? 1 : -1);
    else if (event.key === 'ArrowUp' && form.prompt === '') void recallLast(form);
  };
  return (
    <TokenText
      ref={textRef}
      value={form.prompt}
      maxRows={folded ? 1 : 6}
      rows={1}
      dir="auto"
      spellCheck
      aria-label={t('label')}
      aria-invalid={invalid || undefined}
      aria-describedby={invalid ? 'prompt-problem' : undefined}
      placeholder={t(isEdit ? 'placeholderEdit' : 'placeholder')}
      onText={(prompt) => form.set({ prompt })}
      onKeyDown={onKeyDown}
      onPaste={pastePictures}
      className={cx(
        'bg-transparent px-3.5 text-md focus-visible:outline-none',
        // One line: the rest of the words waits out of sight, without a scrollbar.
        folded
          ? 'h-9 overflow-hidden mask-r-from-90% py-2 whitespace-nowrap text-muted'
          : 'min-h-16 pt-3 pb-2.5',
      )}
    />
  );
}

/** A pasted picture is one to begin with; words are pasted as ever. */
function pastePictures(event: ClipboardEvent): void {
  const files = [...event.clipboardData.files].filter(({ type }) => type.startsWith('image/'));
  if (files.length === 0) return;
  event.preventDefault();
  void giveFiles(files);
}

/** The selected words weigh more or less; they stay selected for the next press. */
function weighSelection(event: KeyboardEvent<HTMLTextAreaElement>, by: 1 | -1): void {
  const field = event.currentTarget;
  const weighed = weigh(field.value, field.selectionStart, field.selectionEnd, by);
  event.preventDefault();
  if (!weighed) return;
  field.setRangeText(weighed.text, 0, field.value.length, 'preserve');
  field.setSelectionRange(weighed.start, weighed.end);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** The words that were sent last, into an empty bar. */
async function recallLast(form: PromptFormProps['form']): Promise<void> {
  const [last] = (await api.prompts.history({ limit: 1 })).items;
  if (last) form.set({ prompt: last.prompt, negativePrompt: last.negativePrompt });
}

/** The tokens at hand, and what a prompt with tokens or variants becomes. */
function Filling({ form }: PromptFormProps) {
  const { tokensOpen } = usePromptHelp();
  return (
    <>
      {tokensOpen && (
        <div className="border-line animate-fade border-t px-2.5 py-2">
          <TokenBar />
        </div>
      )}
      <FillPreview
        text={form.prompt}
        words={form.words}
        count={form.form?.count ?? 1}
        once={form.draft.drawsOnce === true}
        onOnce={(drawsOnce) => form.set({ drawsOnce })}
        onSeed={form.drawAgain}
      />
    </>
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

/** How long the bar stays unfolded without the keyboard, ms: it passes through menus that stand elsewhere. */
const FOLD_AFTER = 120;

/**
 * Whether the bar is folded to one line. It unfolds when its text is entered, or anything in it by the keyboard;
 * a press on Generate must not move the button away from under the hand.
 */
function useFold(compact: boolean) {
  const [isOpen, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const handlers = {
    onFocus({ target }: FocusEvent) {
      clearTimeout(timer.current);
      if (target.matches('textarea, :focus-visible')) setOpen(true);
    },
    onBlur() {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setOpen(false), FOLD_AFTER);
    },
  };
  return { folded: compact && !isOpen, handlers };
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
