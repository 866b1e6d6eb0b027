import { useTranslation } from 'react-i18next';
import { Tooltip } from '../../ui/tooltip.tsx';
import type { PromptForm } from './use-prompt-form.ts';

/** What Generate would cost, beside it at all times. */
export function Price({ form }: { form: PromptForm }) {
  const { t } = useTranslation(['prompt', 'common']);
  const { price, quote, variantsPrice } = form;
  if (price === undefined) return null;
  const alone = price === 0 ? t('common:free') : t('common:credits', { count: price });
  const words =
    variantsPrice > 0 ? t('priceAndVariants', { credits: alone, more: variantsPrice }) : alone;
  const each =
    quote && quote.perImage > 0
      ? t('priceEach', { credits: t('common:credits', { count: quote.perImage }) })
      : words;
  const balance = quote && t('balance', { credits: t('common:credits', { count: quote.balance }) });
  return (
    <Tooltip label={balance === undefined ? each : `${each} · ${balance}`}>
      <output
        aria-label={`${t('price')}: ${words}`}
        className={`tabular whitespace-nowrap ${quote?.affordable === false ? 'text-danger' : 'text-muted'}`}
      >
        {words}
      </output>
    </Tooltip>
  );
}
