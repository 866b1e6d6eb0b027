import { Dices } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Generator } from '../../../contract/generators.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { isFillable } from '../tokens/is-fillable.ts';
import type { GeneratorFormState } from './use-generator-form.ts';

/** The prompt as it would be sent now, with tokens filled in and variants drawn. */
export function FormPreview({ form }: { form: GeneratorFormState; generator: Generator }) {
  const { t } = useTranslation(['generators', 'tokens']);
  const { preview, prompt, draft, drawAgain } = form;
  const hasVariants = Object.values(draft.values)
    .flat()
    .some((value) => typeof value === 'string' && /[{_]/.test(value) && isFillable(value));
  const whole = preview.problems.filter(({ field }) => field === null);
  return (
    <section aria-label={t('preview')} className="bg-panel ring-line rounded-lg p-4 ring-1">
      <div className="flex min-h-7 items-center justify-between">
        <h2 className="text-muted text-sm font-medium">{t('preview')}</h2>
        {hasVariants && (
          <IconButton icon={Dices} size="sm" label={t('tokens:another')} onClick={drawAgain} />
        )}
      </div>
      <p className="mt-1 wrap-break-word whitespace-pre-wrap" data-selectable dir="auto">
        {prompt === '' ? <span className="text-muted">{t('previewEmpty')}</span> : prompt}
      </p>
      {whole.map(({ code, name = '' }) => (
        <p key={code} className="text-danger mt-1 text-sm">
          {t(`problems.${code}`, { name })}
        </p>
      ))}
      {preview.negative !== '' && (
        <p className="text-muted mt-2 text-sm wrap-break-word" data-selectable>
          <span className="font-medium">{t('negative')}:</span> {preview.negative}
        </p>
      )}
      {preview.overlay.length > 0 && (
        <div className="mt-2 text-sm">
          <h3 className="text-muted font-medium">{t('overlay')}</h3>
          {preview.overlay.map(({ text, position }) => (
            <p key={position} dir="auto" className="wrap-break-word" data-selectable>
              {text}
            </p>
          ))}
        </div>
      )}
    </section>
  );
}
