import { useQuery } from '@tanstack/react-query';
import { HardDrive } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../contract/studio/storage.ts';
import { query } from '../../data/query.ts';
import { useFormat } from '../../i18n/format.ts';
import { useView } from '../../state/view.ts';
import { ProgressRing } from '../../ui/progress-ring.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { useExport } from '../export/export-state.ts';
import { useTasks } from './use-storage.ts';

const ITEM =
  'ring-inside inline-flex h-full shrink-0 items-center gap-2 px-3 text-sm transition-colors hover:bg-hover';

/** In the strip at the foot: long work on the library, and a disk that gets full before it hurts. */
export function CareStrip() {
  const running = useTasks().filter(({ state }) => state === 'running');
  return (
    <>
      {running.map((task) => (
        <TaskItem key={task.id} task={task} />
      ))}
      <DiskItem />
    </>
  );
}

function TaskItem({ task }: { task: Task }) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const showSettings = useView((view) => view.showSettings);
  const { running, show } = useExport();
  const isOwnExport = running?.id === task.id;
  const words = t(`tasks.${task.kind}`);
  const fraction = task.total === 0 ? null : Math.min(1, task.done / task.total);
  return (
    <Tooltip label={t('tasks.open')}>
      <button
        type="button"
        onClick={() => (isOwnExport ? show() : showSettings('storage'))}
        className={ITEM}
      >
        <ProgressRing value={fraction} label={words} className="size-4" />
        {words}
        {fraction !== null && (
          <span className="tabular text-muted">{format.percent(fraction)}</span>
        )}
      </button>
    </Tooltip>
  );
}

function DiskItem() {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const showSettings = useView((view) => view.showSettings);
  const { data: disk } = useQuery(query('storage.disk'));
  if (!disk || disk.state === 'fine') return null;
  return (
    <Tooltip label={t('strip.open')}>
      <button type="button" onClick={() => showSettings('storage')} className={ITEM}>
        <HardDrive
          aria-hidden
          className={`size-4 ${disk.state === 'full' ? 'text-danger' : 'text-warning'}`}
        />
        <span aria-live="polite">
          {t(`strip.${disk.state}`, { free: format.bytes(disk.free ?? 0) })}
        </span>
      </button>
    </Tooltip>
  );
}
