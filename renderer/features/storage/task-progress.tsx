import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../contract/studio/storage.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';

/** A restore that brought back all but some originals says which. */
function restoredWithout({ kind, error }: Task, t: TFunction<'storage'>): string | undefined {
  const { files, names } = error?.details ?? {};
  if (kind !== 'restore' || error?.code !== 'file_missing' || typeof files !== 'number') return;
  return t('tasks.restoredWithout', { count: files, names: String(names) });
}

/** How far a long work is, and how to stop it; why it failed once it has. Nothing where it went well. */
export function TaskProgress({ task }: { task: Task | undefined }) {
  const { t } = useTranslation(['storage', 'common']);
  const format = useFormat();
  const words = useErrorWords();
  const cancel = useAction('storage.cancel');
  if (!task || task.state === 'done') return null;
  if (task.state !== 'running') {
    const text = task.error
      ? (restoredWithout(task, t) ?? words(task.error).sentence)
      : t('tasks.cancelled');
    return (
      <p role="alert" className={task.error ? 'text-danger' : 'text-muted'}>
        {text}
      </p>
    );
  }
  return (
    <div className="flex w-full items-center gap-4">
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <p className="tabular text-sm text-muted">
          {t(`tasks.${task.kind}`)}
          {task.total > 0 &&
            ` · ${t('tasks.progress', {
              done: format.number(task.done),
              count: task.total,
            })}`}
          {task.bytes > 0 && ` · ${format.bytes(task.bytes)}`}
        </p>
        <ProgressBar
          label={t(`tasks.${task.kind}`)}
          value={task.total === 0 ? null : Math.min(1, task.done / task.total)}
        />
      </div>
      <Button disabled={cancel.isPending} onClick={() => cancel.mutate({ id: task.id })}>
        {t('common:cancel')}
      </Button>
    </div>
  );
}
