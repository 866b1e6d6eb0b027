import { useQuery } from '@tanstack/react-query';
import { History, Redo2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Act } from '../../../contract/studio/history.ts';
import { query } from '../../data/query.ts';
import { useFormat } from '../../i18n/format.ts';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { actWords } from './act-words.ts';
import { useHistoryDialog } from './history-state.ts';
import { goThrough } from './undo.ts';

/** All that can be taken back or done again, the newest at the top; choosing one goes there. */
export function HistoryDialog() {
  const { t } = useTranslation('history');
  const { isOpen, setOpen } = useHistoryDialog();
  const { data } = useQuery(query('history.list'));
  const [isBusy, setBusy] = useState(false);
  const go = (way: 'undo' | 'redo', act: Act) => {
    setBusy(true);
    void goThrough(way, act.id).finally(() => setBusy(false));
  };
  const isEmpty = data?.done.length === 0 && data.undone.length === 0;
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title={t('title')}
      {...(!isEmpty && { description: t('description') })}
    >
      {isEmpty && (
        <EmptyState icon={History} title={t('empty')}>
          {t('emptySentence')}
        </EmptyState>
      )}
      {data && !isEmpty && (
        // What was taken back stands above, newest act first, so that the list is one line of time.
        <ol aria-busy={isBusy} className={cx('-mx-2 flex flex-col', isBusy && 'opacity-60')}>
          {data.undone.toReversed().map((act) => (
            <ActRow key={act.id} act={act} way="redo" onGo={go} />
          ))}
          <li aria-current="true" className="my-1 flex items-center gap-3 px-2">
            <span className="text-accent-text text-sm font-medium">{t('now')}</span>
            <span className="bg-accent h-px flex-1" />
          </li>
          {data.done.map((act) => (
            <ActRow key={act.id} act={act} way="undo" onGo={go} />
          ))}
        </ol>
      )}
    </Dialog>
  );
}

interface ActRowProps {
  readonly act: Act;
  readonly way: 'undo' | 'redo';
  readonly onGo: (way: 'undo' | 'redo', act: Act) => void;
}

function ActRow({ act, way, onGo }: ActRowProps) {
  const { t } = useTranslation('history');
  const format = useFormat();
  const Icon = way === 'undo' ? Undo2 : Redo2;
  const what = actWords(act);
  return (
    <li>
      <button
        type="button"
        aria-label={`${t(way === 'undo' ? 'backTo' : 'forthTo', { what })}, ${format.dateTime(act.at)}`}
        onClick={() => onGo(way, act)}
        className={cx(
          'group hover:bg-hover ring-inside flex min-h-9 w-full items-center gap-3 rounded-md px-2 py-1.5 text-left transition-colors',
          way === 'redo' && 'text-muted',
        )}
      >
        <Icon
          aria-hidden
          className="text-icon size-4 shrink-0 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
        />
        <span className="min-w-0 flex-1 wrap-break-word">{what}</span>
        <span className="text-muted tabular shrink-0 text-sm">{format.relative(act.at)}</span>
      </button>
    </li>
  );
}
