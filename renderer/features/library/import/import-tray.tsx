import { CircleCheck, CircleX, RotateCcw, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useErrorWords } from '../../../i18n/error-words.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useView } from '../../../state/view.ts';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { ProgressRing } from '../../../ui/progress-ring.tsx';
import { hideImports, imports, retryImport, takeImportsBack } from './import-store.ts';
import { addedWorks, type ImportItem, mayBeTaken, summarise } from './queue.ts';

/** Rows in the document at once; a folder of thousands would be a list nobody reads. */
const MOST_ROWS = 50;

/** What is being imported, file by file, and why each refused one was. */
export function ImportTray() {
  const { t } = useTranslation(['library', 'common']);
  const queue = useStore(imports);
  const summary = summarise(queue);
  const { screen, show } = useView();
  if (summary.total === 0 || queue.isHidden) return null;
  return (
    <section
      aria-label={t('import.title')}
      className="bg-raised shadow-dialog animate-rise fixed bottom-13 left-16 z-30 flex max-h-96 w-96 flex-col overflow-hidden rounded-lg"
    >
      <header className="flex items-center gap-3 py-2 pr-2 pl-4">
        <p className="min-w-0 flex-1 truncate font-medium" aria-live="polite">
          {summary.active
            ? t('import.running', { count: summary.total, done: summary.done })
            : t('import.ended', { count: summary.done })}
        </p>
        {!summary.active && summary.done > 0 && screen !== 'library' && (
          <Button size="sm" onClick={() => show('library')}>
            {t('import.show')}
          </Button>
        )}
        {!summary.active && addedWorks(queue).length > 0 && (
          <Button size="sm" onClick={() => void takeImportsBack()}>
            {t('import.takeBack')}
          </Button>
        )}
        <IconButton
          icon={X}
          size="sm"
          label={t('common:close')}
          disabled={summary.active}
          onClick={hideImports}
        />
      </header>
      {summary.active && <ProgressBar value={summary.progress} label={t('import.title')} />}
      <ul className="min-h-0 overflow-y-auto px-2 py-1">
        {orderedForReading(queue.items).map((item) => (
          <ImportRow key={item.key} item={item} />
        ))}
      </ul>
    </section>
  );
}

/** Refused ones first: they are what the creator has to know; then those under way. */
function orderedForReading(items: readonly ImportItem[]): ImportItem[] {
  const rank = { refused: 0, sending: 1, waiting: 2, done: 3 } as const;
  return items.toSorted((a, b) => rank[a.state.kind] - rank[b.state.kind]).slice(0, MOST_ROWS);
}

function ImportRow({ item }: { item: ImportItem }) {
  const { t } = useTranslation(['library', 'common']);
  const words = useErrorWords();
  const format = useFormat();
  const { file, state } = item;
  const outcome = useOutcomeWords(item);
  return (
    <li className="flex min-h-10 items-start gap-3 px-2 py-2">
      <StateMark item={item} />
      <div className="min-w-0 flex-1">
        <p className="truncate" title={file.name}>
          {file.name}
        </p>
        <p className="text-muted text-sm">
          {state.kind === 'refused'
            ? words(state.error).sentence
            : `${format.bytes(file.size)} · ${outcome}`}
        </p>
      </div>
      {mayBeTaken(state) && (
        <IconButton
          icon={RotateCcw}
          size="sm"
          label={t('common:retry')}
          onClick={() => retryImport(item.key)}
        />
      )}
    </li>
  );
}

/** Whether it was added, was here already, or looks like others. */
function useOutcomeWords({ state }: ImportItem): string {
  const { t } = useTranslation('library');
  if (state.kind === 'refused') return '';
  if (state.kind !== 'done' || !state.outcome) return t(`import.states.${state.kind}`);
  const { isKnown, likeIds } = state.outcome;
  if (isKnown) return t('import.known');
  return likeIds.length > 0
    ? t('import.alike', { count: likeIds.length })
    : t('import.states.done');
}

function StateMark({ item }: { item: ImportItem }) {
  const { t } = useTranslation('library');
  switch (item.state.kind) {
    case 'done':
      return <CircleCheck aria-hidden className="text-success mt-0.5 size-4 shrink-0" />;
    case 'refused':
      return <CircleX aria-hidden className="text-danger mt-0.5 size-4 shrink-0" />;
    default:
      return (
        <ProgressRing
          value={item.state.kind === 'sending' ? null : 0}
          label={t('import.one', { name: item.file.name })}
          className="mt-0.5 size-4"
        />
      );
  }
}
