import { useQuery } from '@tanstack/react-query';
import { CopyCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { query } from '../../data/query.ts';
import { later } from '../../frame/later.tsx';
import { Inspector } from '../../frame/inspector.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useCompare } from '../compare/compare-state.ts';
import { LoadFailed } from '../grid/load-failed.tsx';
import { bestOf, KEEP_RULES, type KeepRule } from './best-of.ts';
import { DuplicateGroup } from './duplicate-group.tsx';
import { type Merge, mergeGroups } from './merge.ts';
import { keyOfGroup } from './not-duplicates.ts';

const Compare = later(async () => (await import('../compare/compare.tsx')).Compare);

/** Groups in sight at once; merging them brings the next. */
const AT_ONCE = 30;

/** Works that look alike, group by group: one of each is kept, with what was said of all. */
export function Duplicates() {
  const { t } = useTranslation('duplicates');
  const [rule, setRule] = useState<KeepRule>('rated');
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const isCompared = useCompare(({ works }) => works !== null);
  const { data, error } = useQuery(query('library.duplicates', { offset: 0, limit: AT_ONCE }));
  const groups = data?.items ?? [];
  const mergeOf = (group: readonly LibraryAsset[]): Merge => {
    const keepId = chosen[keyOfGroup(group)] ?? bestOf(group, rule)?.id ?? '';
    return { keepId, ids: group.map(({ id }) => id) };
  };
  return (
    <div className="relative flex min-w-0 flex-1 flex-col">
      <header className="flex min-h-14 shrink-0 flex-wrap items-center gap-x-4 gap-y-2 px-6 py-3">
        <h1 className="text-md min-w-0 flex-1 font-semibold">
          {t('title')}
          {groups.length > 0 && (
            <span className="ml-2 font-normal text-muted">
              {t('groups', { count: data?.total ?? 0 })}
            </span>
          )}
        </h1>
        {groups.length > 0 && (
          <>
            <Select
              variant="quiet"
              label={t('keep')}
              value={rule}
              options={KEEP_RULES.map((value) => ({ value, label: t(`rules.${value}`) }))}
              onChange={(next) => {
                setRule(next);
                setChosen({});
              }}
              className="w-52"
            />
            <Button onClick={() => void mergeGroups(groups.map(mergeOf))}>
              {t('mergeAll', { count: groups.length })}
            </Button>
          </>
        )}
      </header>
      <div
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-6 pt-0.5 pb-8"
        inert={isCompared}
      >
        {error ? (
          <LoadFailed error={error} queryKey={['library', 'duplicates']} />
        ) : !data ? (
          <Looking />
        ) : groups.length === 0 ? (
          <EmptyState icon={CopyCheck} title={t('none')}>
            {t('noneSentence')}
          </EmptyState>
        ) : (
          <ul className="flex flex-col gap-4">
            {groups.map((group) => {
              const key = keyOfGroup(group);
              const merge = mergeOf(group);
              return (
                <DuplicateGroup
                  key={key}
                  group={group}
                  keepId={merge.keepId}
                  onKeep={(id) => setChosen({ ...chosen, [key]: id })}
                  onMerge={() => void mergeGroups([merge])}
                />
              );
            })}
          </ul>
        )}
      </div>
      <Compare />
      <Inspector label={t('title')}>
        <p className="p-4 text-muted">{t('explain')}</p>
      </Inspector>
    </div>
  );
}

/** Of a hundred thousand works it takes some seconds. */
function Looking() {
  const { t } = useTranslation('duplicates');
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted" aria-live="polite">
        {t('looking')}
      </p>
      <Skeleton className="h-64" />
      <Skeleton className="h-64" />
    </div>
  );
}
