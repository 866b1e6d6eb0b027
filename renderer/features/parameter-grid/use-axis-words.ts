import { useTranslation } from 'react-i18next';
import type { ImageFormat } from '../../../contract/media.ts';
import type { Quality } from '../../../contract/models.ts';
import { useModelName } from '../prompt/model-words.ts';
import type { AxisUse } from './axis-values.ts';

/** What an axis and its values are called. */
export function useAxisWords() {
  const { t } = useTranslation(['batch', 'common']);
  const nameOf = useModelName();
  const axis = (use: AxisUse) =>
    use.kind === 'token' ? `[${use.name}]` : t(`batch:parameters.${use.parameter}`);
  const value = (use: AxisUse, text: string): string => {
    if (use.kind === 'token') return text;
    if (use.parameter === 'model') return nameOf(text);
    if (use.parameter === 'size') return text.replace(/[xX*]/, ' × ');
    // The values of these were chosen, not written.
    if (use.parameter === 'quality') return t(`common:qualities.${text as Quality}`);
    if (use.parameter === 'format') return t(`common:formats.${text as ImageFormat}`);
    return text;
  };
  /** A number says nothing without what it is of. */
  const label = (use: AxisUse, text: string): string =>
    use.kind === 'parameter' && /^-?[\d.,]+$/.test(text)
      ? `${axis(use)} ${text}`
      : value(use, text);
  return { axis, value, label };
}
