import { ListFilter } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';

/** Tells a collection that holds what its search finds from one that works are put into. */
export function SmartMark() {
  const { t } = useTranslation('collections');
  return (
    <>
      <ListFilter aria-hidden className="text-accent-text size-4 shrink-0" />
      <VisuallyHidden>{t('smart')}</VisuallyHidden>
    </>
  );
}
