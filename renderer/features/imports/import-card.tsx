import { CircleCheck, CircleX, RotateCcw, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { api } from '../../transport/api.ts';
import { Button } from '../../ui/button.tsx';
import { ProgressRing } from '../../ui/progress-ring.tsx';
import { LIBRARY_KEYS } from '../library/acts.ts';
import { useLibraryView } from '../library/library-view.ts';
import { attempt } from '../undo/attempt.ts';
import { didAct, newAct } from '../undo/undo.ts';
import { cancelImports, retryImports } from '../library/import/import-store.ts';
import { IntoCollection } from './into-collection.tsx';
import { type ListedImport } from './listed-imports.ts';
import { Refusals } from './refusals.tsx';

/** What came of one folder, or of files let go here: added, here already, like others, refused; and the way back. */
export function ImportCard({ job }: { job: ListedImport }) {
  const { t } = useTranslation(['imports', 'common']);
  const format = useFormat();
  const words = useErrorWords();
  const cancel = useAction('imports.cancel');
  const openTool = useLibraryView((view) => view.openTool);
  const isRunning = job.state === 'running';
  const facts = [
    t('added', { count: job.added }),
    job.known > 0 && t('known', { count: job.known }),
    job.state === 'cancelled' && t('stopped'),
    job.similar.length > 0 && t('similar', { count: job.similar.length }),
  ];
  return (
    <li className="rounded-lg bg-panel p-4 ring-1 ring-line ring-inset">
      <div className="flex items-start gap-3">
        <Mark job={job} />
        <div className="min-w-0 flex-1">
          <p className="font-medium break-all">
            {job.total === null ? job.path : t('files', { count: job.total - 1, name: job.path })}
          </p>
          <p className="tabular text-sm text-muted" aria-live={isRunning ? 'polite' : 'off'}>
            {isRunning ? runningWords(t, job) : format.dateTime(job.endedAt ?? job.startedAt)}
            {' · '}
            {facts.filter(Boolean).join(' · ')}
            <IntoCollection id={job.collectionId} />
          </p>
          {job.error && <p className="mt-1 text-sm text-danger">{words(job.error).sentence}</p>}
        </div>
        {isRunning && (job.kind === 'folder' || job.isHere) && (
          <Button
            size="sm"
            disabled={cancel.isPending}
            onClick={() => (job.isHere ? cancelImports() : cancel.mutate({ id: job.id }))}
          >
            {t('common:cancel')}
          </Button>
        )}
        {job.similar.length > 0 && !isRunning && (
          <Button size="sm" onClick={() => openTool('duplicates')}>
            {t('seeSimilar')}
          </Button>
        )}
        {job.added > 0 && !isRunning && (
          <Button size="sm" onClick={() => void takeBack(job.id)}>
            {t('takeBack')}
          </Button>
        )}
      </div>
      <Refusals count={job.refused} refusals={job.refusals}>
        {!isRunning && job.canRetry && (
          <Button size="sm" icon={RotateCcw} onClick={retryImports}>
            {t('common:retry')}
          </Button>
        )}
      </Refusals>
    </li>
  );
}

type Translate = ReturnType<typeof useTranslation<['imports', 'common']>>['t'];

function runningWords(t: Translate, { found, total }: ListedImport): string {
  return total === null
    ? t('running', { count: found })
    : t('runningFiles', { count: total, done: found });
}

function Mark({ job }: { job: ListedImport }) {
  const { t } = useTranslation('imports');
  if (job.state === 'running') {
    return (
      <ProgressRing
        value={job.walking ? null : doneOf(job) / Math.max(1, job.total ?? job.found)}
        label={t('running', { count: job.found })}
        className="mt-0.5 size-4"
      />
    );
  }
  const [Icon, tone] =
    job.state === 'failed'
      ? [CircleX, 'text-danger']
      : job.state === 'cancelled' || job.refused > 0
        ? [TriangleAlert, 'text-warning']
        : [CircleCheck, 'text-success'];
  return <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${tone}`} />;
}

const doneOf = ({ added, known, refused }: ListedImport) => added + known + refused;

/** Into the trash with what the import added; one step that can be taken back itself. */
async function takeBack(id: string): Promise<void> {
  const act = newAct();
  let count = 0;
  const done = await attempt(LIBRARY_KEYS, async () => {
    count = (await api.imports.undo({ id, act })).trashed;
  });
  if (done) didAct({ id: act, kind: 'trash', count });
}
