import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useAppInfo } from '../data/hooks.ts';

/** Says once, above everything, that this library is only shown: a newer Atelier made it. */
export function ReadOnlyNotice() {
  const { t } = useTranslation('frame');
  if (!useAppInfo().data?.readOnly) return null;
  return (
    <output className="flex shrink-0 items-center gap-2 border-b border-line bg-raised px-4 py-2 text-sm">
      <Lock aria-hidden className="size-4 shrink-0 text-warning" />
      {t('readOnly')}
    </output>
  );
}
