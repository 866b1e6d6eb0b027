import { HardDrive } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Section } from '../settings/section.tsx';
import { Backups } from './backups.tsx';
import { Check } from './check.tsx';
import { Cleaning } from './cleaning.tsx';
import { Place } from './place.tsx';
import { Shares } from './shares.tsx';
import { Space } from './space.tsx';
import { useOverview } from './use-storage.ts';

/** What takes space and where, what can be cleared, backups, and whether all is whole. */
export function Storage() {
  const { t } = useTranslation('storage');
  const overview = useOverview();
  return (
    <Section id="storage" icon={HardDrive} intro={t('intro')}>
      {overview ? (
        <>
          <Space overview={overview} />
          <Shares />
          <Place overview={overview} />
          <Cleaning overview={overview} />
        </>
      ) : (
        <div className="p-4">
          <Skeleton className="h-24" />
        </div>
      )}
      <Backups />
      <Check />
    </Section>
  );
}
