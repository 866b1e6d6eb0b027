import { LoaderCircle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useModelOptions } from './use-model-options.tsx';
import type { PromptForm } from './use-prompt-form.ts';

/** Which model draws. One without its key can be chosen too: the bar then says what is missing. */
export function ModelSelect({ form }: { form: PromptForm }) {
  const { t } = useTranslation('prompt');
  const { models, model } = form;
  const options = useModelOptions(models);
  if (form.isStarting) return <Starting />;
  return (
    <Select
      variant="quiet"
      label={t('model')}
      value={model?.id ?? ''}
      options={options}
      disabled={options.length === 0}
      placeholder={t('models.none')}
      onChange={(id) => form.set({ model: id })}
      className="max-w-60"
    />
  );
}

/** Holds the places of the controls that a model draws, so that nothing moves when it comes. */
function Starting() {
  const { t } = useTranslation('prompt');
  return (
    <>
      <span className="inline-flex h-8 w-36 items-center gap-2 rounded-md bg-hover px-2.5 text-muted ring-1 ring-line ring-inset">
        <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin text-icon" />
        <span className="truncate">{t('starting')}</span>
      </span>
      <Skeleton className="h-8 w-16" />
      <Skeleton className="h-8 w-32" />
    </>
  );
}
