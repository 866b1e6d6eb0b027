import { Cpu, KeyRound, LoaderCircle, PencilRuler } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { OfferedModel } from './form.ts';
import { useModelName } from './model-words.ts';
import type { PromptForm } from './use-prompt-form.ts';

/** Which model draws. One without its key can be chosen too: the bar then says what is missing. */
export function ModelSelect({ form }: { form: PromptForm }) {
  const { t } = useTranslation(['prompt', 'common']);
  const nameOf = useModelName();
  const { models, model } = form;
  if (form.isStarting) return <Starting />;
  const hintOf = (offered: OfferedModel) => {
    if (offered.keyMissing) {
      return t('models.needsKey', { provider: t(`common:providers.${offered.provider}`) });
    }
    const price = offered.prices.standard ?? Object.values(offered.prices)[0] ?? 0;
    if (price === 0) return t('models.free');
    return t('models.perImage', { credits: t('common:credits', { count: price }) });
  };
  const options = models
    .filter((offered) => offered.enabled)
    .sort((a, b) => a.position - b.position)
    .map((offered) => ({
      value: offered.id,
      label: nameOf(offered.id),
      hint: hintOf(offered),
      icon: <ModelIcon model={offered} />,
    }));
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

function ModelIcon({ model }: { model: OfferedModel }) {
  const Icon = model.keyMissing ? KeyRound : model.isAi ? Cpu : PencilRuler;
  return <Icon aria-hidden className="size-4 shrink-0 text-icon" />;
}
