import { ArrowLeft, BookmarkPlus, Eraser, Lightbulb, Sparkles } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeneratorShelf } from '../../../contract/studio/generators.ts';
import type { Language } from '../../i18n/language.ts';
import { SHORTCUTS, useShortcut } from '../../state/shortcuts.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { notify } from '../../ui/toast.tsx';
import { SaveTemplateDialog } from '../templates/save-template-dialog.tsx';
import { TokenBar } from '../tokens/token-bar.tsx';
import { FieldView } from './fields/field-view.tsx';
import { FormPreview } from './form-preview.tsx';
import { FormSettings } from './form-settings.tsx';
import { GeneratorResults } from './generator-results.tsx';
import { EMPTY_FORM, useGenerators } from './generators-state.ts';
import { useGeneratorForm } from './use-generator-form.ts';

interface GeneratorFormProps {
  readonly generator: GeneratorShelf['generators'][number];
  readonly onBack: () => void;
}

/** One generator: its questions at the left, what they become and what was made at the right. */
export function GeneratorForm({ generator, onBack }: GeneratorFormProps) {
  const { t, i18n } = useTranslation('generators');
  const language = i18n.language as Language;
  const form = useGeneratorForm(generator);
  const { fill, answer, pictures } = useGenerators();
  const [isKept, setKept] = useState(false);
  const fields = useRef<HTMLFormElement>(null);
  const { id } = generator;
  const { draft, preview, problems } = form;

  const send = () => {
    const field = form.send();
    if (field === null) return;
    const control = fields.current?.querySelector<HTMLElement>(
      `[data-field="${field}"] :is(textarea, input, button)`,
    );
    control?.focus();
  };
  useShortcut('generate', send);
  useShortcut('clearSelection', onBack);
  const clear = () => {
    const before = draft;
    fill(id, EMPTY_FORM);
    notify({ message: t('cleared'), undo: () => fill(id, before), id: 'form-cleared' });
  };

  return (
    <div className="flex h-full min-w-0 flex-col">
      <header className="border-line flex h-14 shrink-0 items-center gap-2 border-b px-4">
        <IconButton icon={ArrowLeft} label={t('back')} onClick={onBack} />
        <div className="min-w-0 flex-1">
          <h1 className="text-md truncate font-semibold">{generator.title[language]}</h1>
        </div>
        <Button
          variant="ghost"
          icon={Lightbulb}
          onClick={() => fill(id, { ...draft, values: generator.example[language] })}
        >
          {t('example')}
        </Button>
        <IconButton icon={Eraser} label={t('clear')} onClick={clear} />
        <IconButton icon={BookmarkPlus} label={t('saveTemplate')} onClick={() => setKept(true)} />
      </header>
      <div className="flex min-h-0 flex-1">
        <form
          ref={fields}
          aria-label={generator.title[language]}
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
          className="border-line flex w-108 shrink-0 flex-col border-r"
        >
          <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto p-5">
            <p className="text-muted">
              {generator.help?.[language] ?? generator.description[language]}
            </p>
            <TokenBar />
            {generator.fields
              .filter((field) => preview.shown.includes(field.id))
              .map((field) => (
                <div key={field.id} data-field={field.id}>
                  <FieldView
                    field={field}
                    language={language}
                    value={draft.values[field.id]}
                    problem={problems.find((problem) => problem.field === field.id)}
                    onChange={(value) => answer(id, field.id, value)}
                  />
                </div>
              ))}
          </div>
          <FormFoot form={form} />
        </form>
        <div className="flex min-w-0 flex-1 flex-col gap-5 overflow-y-auto p-5">
          <FormPreview form={form} generator={generator} />
          <FormSettings form={form} generator={generator} />
          <GeneratorResults generator={generator} overlay={preview.overlay} />
        </div>
      </div>
      {isKept && (
        <SaveTemplateDialog
          form={{ kind: 'generator', generator: id, values: draft.values, ...draft.wishes }}
          name={generator.title[language]}
          category={generator.category}
          preview={pictures[id] ?? null}
          onClose={() => setKept(false)}
        />
      )}
    </div>
  );
}

/** What it costs and the one main action, in sight however long the form is. */
function FormFoot({ form }: { form: ReturnType<typeof useGeneratorForm> }) {
  const { t } = useTranslation(['generators', 'common', 'prompt']);
  const { problems, model, quote, isSending } = form;
  // Texts are laid on this machine, for nothing.
  const isComposed = form.preview.compose !== null;
  const credits = isComposed ? 0 : quote?.credits;
  const note =
    problems.length > 0
      ? t('notReady', { count: problems.length })
      : isComposed
        ? null
        : model === undefined
          ? t('noModel')
          : model.keyMissing
            ? t('needsKey', {
                model: model.name,
                provider: t(`common:providers.${model.provider}`),
              })
            : quote?.affordable === false
              ? t('prompt:problems.credits', {
                  price: t('common:credits', { count: quote.credits }),
                  balance: t('common:credits', { count: quote.balance }),
                })
              : form.preview.references.length > model.capabilities.maxReferences
                ? t('photoLeftOut', { model: model.name })
                : null;
  return (
    <div className="border-line flex shrink-0 flex-col gap-2 border-t p-4">
      {note !== null && <output className="text-warning text-sm">{note}</output>}
      <div className="flex items-center justify-end gap-3">
        {credits !== undefined && (
          <output aria-label={t('prompt:price')} className="text-muted tabular">
            {credits === 0 ? t('common:free') : t('common:credits', { count: credits })}
          </output>
        )}
        <Button
          type="submit"
          variant="primary"
          icon={Sparkles}
          aria-keyshortcuts={SHORTCUTS.generate.keys}
          aria-disabled={isSending}
          className="text-md h-9 px-4"
        >
          {t(isSending ? 'generating' : isComposed ? 'compose' : 'generate')}
        </Button>
      </div>
    </div>
  );
}
