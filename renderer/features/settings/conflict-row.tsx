import { useTranslation } from 'react-i18next';
import type { ConflictRecord } from '../../../contract/sync.ts';
import { useAction } from '../../data/use-action.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { useSyncWords } from './sync-words.ts';

/** One field that two machines changed: both values, and which one shall stand. */
export function ConflictRow({ conflict }: { conflict: ConflictRecord }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const words = useSyncWords();
  const resolve = useAction('sync.resolve');
  const choose = (choice: 'take_back' | 'dismiss') => resolve.mutate({ id: conflict.id, choice });
  const name = `${words.target(conflict.table)}, ${words.field(conflict.field)}`;
  return (
    <div className="flex flex-wrap items-end gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-64 flex-1">
        <div className="font-medium">{name}</div>
        <div className="mt-0.5 text-sm text-muted">{format.dateTime(conflict.at)}</div>
        <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
          <dt className="text-muted">{t('sync.stands')}</dt>
          <dd dir="auto" data-selectable className="wrap-break-word">
            {words.value(conflict, conflict.won)}
          </dd>
          <dt className="text-muted">{t('sync.lost')}</dt>
          <dd dir="auto" data-selectable className="wrap-break-word">
            {words.value(conflict, conflict.lost)}
          </dd>
        </dl>
      </div>
      <div className="flex gap-2">
        <Button
          variant="ghost"
          aria-label={`${t('sync.takeBack')}: ${name}`}
          disabled={resolve.isPending}
          onClick={() => choose('take_back')}
        >
          {t('sync.takeBack')}
        </Button>
        <Button
          aria-label={`${t('sync.keep')}: ${name}`}
          disabled={resolve.isPending}
          onClick={() => choose('dismiss')}
        >
          {t('sync.keep')}
        </Button>
      </div>
    </div>
  );
}
