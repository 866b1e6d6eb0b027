import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX, FolderOpen, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ExportState } from '../../../contract/studio/export.ts';
import { query } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { hostApi } from '../../transport/host-api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { type RunningExport, useExport } from './export-state.ts';

/** What an export tells of itself; asked again while it runs, and when the studio says so. */
export function useExportStatus(id: string | undefined) {
  const { data: tasks } = useQuery({ ...query('storage.tasks'), enabled: id !== undefined });
  const task = tasks?.find((one) => one.id === id);
  const { data } = useQuery({
    ...query('export.status', { id: id ?? '' }),
    // Each state of the task has its own answer.
    queryKey: ['export', 'status', id, task?.state, task?.done, task?.bytes],
    enabled: id !== undefined,
    placeholderData: (before) => before,
  });
  return data;
}

/** How far it is and what came of it. Closing leaves it running. */
export function ExportProgress({ running }: { running: RunningExport }) {
  const { t } = useTranslation(['export', 'common']);
  const { close, forget } = useExport();
  const status = useExportStatus(running.id);
  const cancel = useAction('export.cancel');
  const isRunning = status?.task.state === 'running' || status === undefined;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && (isRunning ? close() : forget())}
      title={t(isRunning ? 'running' : 'ended')}
      footer={
        isRunning ? (
          <>
            <Button disabled={cancel.isPending} onClick={() => cancel.mutate({ id: running.id })}>
              {t('common:cancel')}
            </Button>
            <Button variant="primary" onClick={close}>
              {t('goOn')}
            </Button>
          </>
        ) : (
          <>
            <ShowButton running={running} status={status} />
            <Button variant="primary" onClick={forget}>
              {t('common:done')}
            </Button>
          </>
        )
      }
    >
      {status && (isRunning ? <Running status={status} /> : <Result {...{ status, running }} />)}
    </Dialog>
  );
}

function Running({ status: { task } }: { status: ExportState }) {
  const { t } = useTranslation('export');
  const format = useFormat();
  return (
    <div className="flex flex-col gap-2" aria-live="polite">
      <p className="tabular">
        {t('progress', { done: format.number(task.done), count: task.total })}
        <span className="text-muted"> · {format.bytes(task.bytes)}</span>
      </p>
      <ProgressBar label={t('running')} value={task.total === 0 ? null : task.done / task.total} />
    </div>
  );
}

const MARKS = {
  done: { icon: CircleCheck, tone: 'text-success' },
  failed: { icon: CircleX, tone: 'text-danger' },
  cancelled: { icon: TriangleAlert, tone: 'text-warning' },
  running: { icon: TriangleAlert, tone: 'text-icon' },
} as const;

function Result({ status, running }: { status: ExportState; running: RunningExport }) {
  const { t } = useTranslation('export');
  const words = useErrorWords();
  const { task, written, skipped, skippedCount } = status;
  const { icon: Icon, tone } = MARKS[task.state];
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-start gap-3">
        <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${tone}`} />
        <div className="min-w-0">
          <output className="block font-medium">
            {task.state === 'cancelled'
              ? t('cancelled', { count: written })
              : t('written', { count: written })}
          </output>
          {running.to.kind !== 'download' && (
            <p className="text-sm break-all text-muted">{running.to.path}</p>
          )}
          {task.error && <p className="mt-1 text-danger">{words(task.error).sentence}</p>}
        </div>
      </div>
      {skippedCount > 0 && (
        <div>
          <p className="font-medium text-warning">{t('skipped', { count: skippedCount })}</p>
          <ul className="mt-1 flex flex-col gap-0.5 text-sm text-muted">
            {reasonsOf(skipped).map(({ code, count }) => (
              <li key={code}>
                {t('skippedFor', { count, reason: words({ code, message: '' }).title })}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** The same reason many times over is one line. */
function reasonsOf(skipped: ExportState['skipped']) {
  const counts = new Map<ExportState['skipped'][number]['error']['code'], number>();
  for (const { error } of skipped) counts.set(error.code, (counts.get(error.code) ?? 0) + 1);
  return [...counts].map(([code, count]) => ({ code, count }));
}

function ShowButton({ running, status }: { running: RunningExport; status: ExportState }) {
  const { t } = useTranslation('folders');
  const { showPath } = hostApi();
  if (!showPath || running.to.kind === 'download' || status.written === 0) return null;
  const { path } = running.to;
  return (
    <Button icon={FolderOpen} onClick={() => showPath(path)}>
      {t('show')}
    </Button>
  );
}
