import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../data/query.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { LoadFailed } from '../grid/load-failed.tsx';
import { CommunityGallery } from '../templates/community-gallery.tsx';
import { TemplateGallery } from '../templates/template-gallery.tsx';
import { Gallery } from './gallery.tsx';
import { GeneratorForm } from './generator-form.tsx';
import { useGenerators } from './generators-state.ts';

/** Forms that make pictures: the gallery of all of them, one that is filled in, and what was kept of others. */
export function GeneratorsScreen() {
  const { t } = useTranslation('generators');
  const { place, go, openId, open } = useGenerators();
  const { data: shelf, error } = useQuery(query('generators.list'));
  const opened = shelf?.generators.find(({ id }) => id === openId);
  useFocusBack(openId);
  if (error && !shelf) return <LoadFailed error={error} queryKey={['generators']} />;
  if (opened) return <GeneratorForm key={opened.id} generator={opened} onBack={() => open(null)} />;
  return (
    <div className="flex h-full min-w-0 flex-col">
      <div className="flex h-14 shrink-0 items-center gap-4 px-6">
        <h1 className="text-md font-semibold">{t('title')}</h1>
        <Segmented
          label={t('places')}
          value={place}
          onChange={go}
          options={[
            { value: 'gallery', label: t('gallery') },
            { value: 'templates', label: t('templates') },
            { value: 'community', label: t('community') },
          ]}
        />
      </div>
      {place === 'templates' ? (
        <TemplateGallery generators={shelf?.generators ?? []} />
      ) : place === 'community' ? (
        <CommunityGallery generators={shelf?.generators ?? []} />
      ) : shelf ? (
        <Gallery shelf={shelf} />
      ) : (
        <div className="grid grid-cols-4 gap-4 px-6">
          {['a', 'b', 'c', 'd'].map((key) => (
            <Skeleton key={key} className="h-48" />
          ))}
        </div>
      )}
    </div>
  );
}

/** Back from a form, the keyboard stands where it went in. */
function useFocusBack(openId: string | null): void {
  const before = useRef(openId);
  useEffect(() => {
    const left = before.current;
    before.current = openId;
    if (left === null || openId !== null) return;
    document.querySelector<HTMLElement>(`[data-generator="${left}"]`)?.focus();
  }, [openId]);
}
