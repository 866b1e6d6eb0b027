import { Cpu, KeyRound, PencilRuler } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SelectOption } from '../../ui/select.tsx';
import type { OfferedModel } from './form.ts';
import { useModelName } from './model-words.ts';

/** Models to choose among, in their order, each with what it needs or costs. One without its key can be chosen too. */
export function useModelOptions(models: readonly OfferedModel[]): SelectOption<string>[] {
  const { t } = useTranslation(['prompt', 'common']);
  const nameOf = useModelName();
  const hintOf = ({ keyMissing, provider, prices, capabilities }: OfferedModel) => {
    if (keyMissing) return t('models.needsKey', { provider: t(`common:providers.${provider}`) });
    const price = prices.standard ?? Object.values(prices)[0] ?? 0;
    if (price === 0) return t('models.free');
    if (capabilities.video !== null) return undefined;
    return t('models.perImage', { credits: t('common:credits', { count: price }) });
  };
  return models
    .filter(({ enabled }) => enabled)
    .toSorted((a, b) => a.position - b.position)
    .map((model) => ({
      value: model.id,
      label: nameOf(model.id),
      hint: hintOf(model),
      icon: <ModelIcon model={model} />,
    }));
}

function ModelIcon({ model }: { model: OfferedModel }) {
  const Icon = model.keyMissing ? KeyRound : model.isAi ? Cpu : PencilRuler;
  return <Icon aria-hidden className="size-4 shrink-0 text-icon" />;
}
