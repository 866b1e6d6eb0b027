import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { BookmarkPlus, Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeneratorShelf } from '../../../contract/studio/generators.ts';
import type { CommunityTemplate } from '../../../contract/studio/templates.ts';
import { useIsReached } from '../../data/hooks.ts';
import { query } from '../../data/query.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import { LoadFailed } from '../grid/load-failed.tsx';
import { CommunityDialog } from './community-dialog.tsx';
import { useGenerators } from '../generators/generators-state.ts';
import { CardGrid, GalleryFrame } from './gallery-frame.tsx';
import { Reports } from './reports.tsx';
import { TemplateCard } from './template-card.tsx';

/** How many are asked for at first, and at each wish for more; and at most. */
const STEP = 60;
const MOST = 200;
/** Words are asked for when the hand rests. */
const REST_MS = 250;

/** What others made public: looked at before it is used. Without a network what was seen before, which is said. */
export function CommunityGallery({ generators }: { generators: GeneratorShelf['generators'] }) {
  const { t } = useTranslation('templates');
  const format = useFormat();
  const [search, setSearch] = useState('');
  const [category, setCategory] = useState<string | null>(null);
  const [limit, setLimit] = useState(STEP);
  const [openId, setOpenId] = useState<string | null>(null);
  const words = useSettled(search, REST_MS);
  const asked = query('templates.community', { search: words, category, limit });
  const isReached = useIsReached();
  const { data: page, error } = useQuery({
    ...asked,
    // What was remembered gives way to what there is.
    queryKey: [...asked.queryKey, isReached],
    placeholderData: keepPreviousData,
  });
  if (error && !page) return <LoadFailed error={error} queryKey={['templates', 'community']} />;
  const opened = page?.items.find(({ id }) => id === openId);
  return (
    <GalleryFrame
      search={search}
      onSearch={setSearch}
      categories={new Set(page?.categories.map(({ name }) => name))}
      category={category}
      onCategory={setCategory}
      actions={<Reports generators={generators} />}
    >
      {page?.asOf != null && (
        <output className="bg-warning-soft text-warning mb-4 block rounded-md px-3 py-2 text-sm">
          {t('asOf', { when: format.dateTime(page.asOf) })}
        </output>
      )}
      {page ? (
        <Found
          templates={page.items}
          generators={generators}
          isAsked={words !== '' || category !== null}
          onOpen={setOpenId}
        />
      ) : (
        <CardGrid>
          {['a', 'b', 'c', 'd'].map((key) => (
            <Skeleton key={key} className="h-60" />
          ))}
        </CardGrid>
      )}
      {page && page.items.length === limit && limit < MOST && (
        <div className="mt-6 text-center">
          <Button onClick={() => setLimit(Math.min(limit + STEP, MOST))}>{t('showMore')}</Button>
        </div>
      )}
      {opened && (
        <CommunityDialog
          key={opened.id}
          template={opened}
          generators={generators}
          onClose={() => setOpenId(null)}
        />
      )}
    </GalleryFrame>
  );
}

interface FoundProps {
  readonly templates: readonly CommunityTemplate[];
  readonly generators: GeneratorShelf['generators'];
  /** Something was searched for. */
  readonly isAsked: boolean;
  readonly onOpen: (id: string) => void;
}

function Found({ templates, generators, isAsked, onOpen }: FoundProps) {
  const { t } = useTranslation('templates');
  const go = useGenerators((state) => state.go);
  if (templates.length === 0) {
    return (
      <EmptyState
        icon={Users}
        title={t(isAsked ? 'nothing' : 'communityEmpty')}
        action={
          !isAsked && (
            <Button icon={BookmarkPlus} onClick={() => go('templates')}>
              {t('seeOwn')}
            </Button>
          )
        }
      >
        {isAsked ? undefined : t('communityEmptyAdvice')}
      </EmptyState>
    );
  }
  return (
    <CardGrid>
      {templates.map((template) => (
        <TemplateCard
          key={template.id}
          template={template}
          generators={generators}
          picture={template.thumbnail}
          label={t('look', { name: template.name })}
          needsGenerator={false}
          onPress={() => onOpen(template.id)}
          badge={
            template.author !== null && (
              <span dir="auto" className="text-muted max-w-32 truncate text-xs">
                {t('by', { author: template.author })}
              </span>
            )
          }
        />
      ))}
    </CardGrid>
  );
}
