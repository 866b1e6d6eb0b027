import { CircleAlert, Info, KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { type SettingsSection, useView } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { useModelName } from './model-words.ts';
import type { PromptForm } from './use-prompt-form.ts';

/** What stands in the way of generating, in words, with the way out. */
export function PromptNotes({ form }: { form: PromptForm }) {
  const { t } = useTranslation(['prompt', 'common', 'queue']);
  const format = useFormat();
  const words = useErrorWords();
  const nameOf = useModelName();
  const { problems, model, quote, error } = form;
  const problem = problems.find(({ field }) => field === 'prompt');

  if (error) {
    const { title, advice, remedy } = words(error);
    return (
      <Note tone="danger" remedy={remedy}>
        <strong className="font-medium text-ink">{title}</strong> {advice}
      </Note>
    );
  }
  if (problem?.field === 'prompt') {
    return (
      <Note tone="danger" id="prompt-problem">
        {problem.kind === 'empty' && t('problems.prompt_empty')}
        {problem.kind === 'too_long' &&
          t('problems.prompt_long', { max: format.number(problem.max) })}
        {problem.kind === 'missing_tokens' &&
          t('problems.prompt_missing', { names: problem.names.map(bracketed).join(', ') })}
      </Note>
    );
  }
  if (form.isWaiting) {
    return (
      <Note
        tone="quiet"
        action={
          <Button size="sm" onClick={form.stopWaiting}>
            {t('common:cancel')}
          </Button>
        }
      >
        {t('waiting')}
      </Note>
    );
  }
  if (!model && !form.isStarting) return <Note tone="quiet">{t('problems.model')}</Note>;
  if (model?.keyMissing === true) {
    const provider = t(`common:providers.${model.provider}`);
    return (
      <Note tone="key" remedy="keys">
        {t('problems.key', { model: nameOf(model.id), provider })}
      </Note>
    );
  }
  if (quote?.affordable === false) {
    const price = t('common:credits', { count: quote.credits });
    const balance = t('common:credits', { count: quote.balance });
    return (
      <Note tone="danger" remedy="account">
        {t('problems.credits', { price, balance })}
      </Note>
    );
  }
  return null;
}

const bracketed = (name: string) => `[${name}]`;

interface NoteProps {
  tone: 'danger' | 'key' | 'quiet';
  remedy?: 'keys' | 'account' | null;
  id?: string;
  action?: ReactNode;
  children: ReactNode;
}

function Note({ tone, remedy = null, id, action, children }: NoteProps) {
  const { t } = useTranslation('prompt');
  const showSettings = useView((state) => state.showSettings);
  const Icon = { danger: CircleAlert, key: KeyRound, quiet: Info }[tone];
  const section: SettingsSection | null = remedy;
  return (
    <div
      role="alert"
      id={id}
      className={cx(
        'flex min-h-9 animate-fade items-center gap-2.5 border-t border-line px-3.5 py-1.5 text-muted',
        tone === 'danger' && 'bg-danger-soft text-ink',
      )}
    >
      <Icon
        aria-hidden
        className={cx('size-4 shrink-0', tone === 'danger' ? 'text-danger' : 'text-icon')}
      />
      <p className="min-w-0 flex-1">{children}</p>
      {action}
      {section !== null && (
        <Button size="sm" onClick={() => showSettings(section)}>
          {t(section === 'keys' ? 'addKey' : 'seeAccount')}
        </Button>
      )}
    </div>
  );
}
