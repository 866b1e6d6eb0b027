import { Table2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../../contract/studio/batch.ts';
import { mediaUrl } from '../../transport/media.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useBatchPlace } from './batch-state.ts';
import { progressOf, useBatchWords } from './batch-words.ts';

/** One batch in the list: its newest pictures, and how far it is. */
export function BatchCard({ batch }: { batch: Batch }) {
  const { t } = useTranslation('batch');
  const go = useBatchPlace((state) => state.go);
  const words = useBatchWords();
  return (
    <li className="bg-panel ring-line hover:ring-edge overflow-hidden rounded-lg ring-1 transition-shadow">
      <button
        type="button"
        aria-label={t('open', { name: batch.name })}
        onClick={() => go({ kind: 'batch', id: batch.id })}
        className="ring-inside flex size-full flex-col rounded-lg text-left"
      >
        <span className="bg-well text-icon grid h-24 w-full grid-cols-4 place-items-center gap-px overflow-hidden">
          {batch.covers.length === 0 ? (
            <Table2 aria-hidden className="col-span-4 size-8" strokeWidth={1.25} />
          ) : (
            batch.covers.map((sha256) => (
              <img
                key={sha256}
                src={mediaUrl(sha256, 256)}
                alt=""
                className="size-full min-h-0 object-cover"
              />
            ))
          )}
        </span>
        <span className="flex w-full flex-col gap-1.5 p-3">
          <span dir="auto" className="truncate font-medium">
            {batch.name}
          </span>
          <span className="tabular text-muted text-sm">{words(batch)}</span>
          {batch.state !== 'done' && batch.state !== 'stopped' && (
            <ProgressBar value={progressOf(batch)} label={t('progress', { name: batch.name })} />
          )}
        </span>
      </button>
    </li>
  );
}
