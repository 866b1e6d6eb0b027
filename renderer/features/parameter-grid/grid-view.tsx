import { useQuery } from '@tanstack/react-query';
import { ImageIcon, Images } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Batch,
  type BatchRow,
  type GridAxes,
  MAX_GRID_CELLS,
  type RowWork,
} from '../../../contract/studio/batch.ts';
import { query } from '../../data/query.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { mediaUrl } from '../../transport/media.ts';
import { Button } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { ProgressRing } from '../../ui/progress-ring.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { BatchActions } from '../batch/batch-detail.tsx';
import { progressOf, useBatchWords } from '../batch/batch-words.ts';
import { useProblemWords } from '../batch/problem-words.ts';
import { useViewer } from '../viewer/viewer-state.ts';
import { useCellWorks, usePlaceOf } from './cell-viewer.tsx';
import { saveSheet } from './save-sheet.ts';
import { useAxisWords } from './use-axis-words.ts';

/** One grid: how far it is, what can be done about it, and its pictures under their columns and beside their rows. */
export function GridView({ batch, axes }: { batch: Batch; axes: GridAxes }) {
  const { t } = useTranslation(['parameterGrid', 'batch']);
  const state = useBatchWords();
  const words = useAxisWords();
  const [page, setPage] = useState(0);
  const [isSaving, setSaving] = useState(false);
  const filter = { id: batch.id, offset: 0, limit: MAX_GRID_CELLS };
  const cells = useQuery(query('batch.rows', filter)).data?.items ?? [];
  const works = useCellWorks(batch.id);
  const placeOf = usePlaceOf(axes);
  const [columns, rows, pages] = axes;
  if (!columns || !rows) return null;
  const labels = (axis: GridAxes[number]) =>
    axis.values.map((value) => words.label(axis.use, value));
  const size = columns.values.length * rows.values.length;
  const pageLabels = pages ? labels(pages) : [''];
  const at = Math.min(page, pageLabels.length - 1);
  const save = async () => {
    setSaving(true);
    await saveSheet({
      title: batch.name,
      columns: labels(columns),
      rows: labels(rows),
      pages: pageLabels.map((label, nr) => ({
        label,
        cells: Array.from(
          { length: size },
          (_, cell) => cells[nr * size + cell]?.results[0]?.sha256 ?? null,
        ),
      })),
    });
    setSaving(false);
  };
  return (
    <section aria-label={batch.name} className="flex flex-col gap-3">
      <h2 dir="auto" className="truncate font-medium">
        {batch.name}
      </h2>
      <div className="flex flex-wrap items-center gap-2">
        <output className="tabular text-muted min-w-60 flex-1">{state(batch)}</output>
        <Button
          icon={Images}
          disabled={isSaving || batch.rows.completed === 0}
          onClick={() => void save()}
        >
          {t('sheet')}
        </Button>
        <BatchActions batch={batch} />
      </div>
      {batch.state !== 'done' && (
        <ProgressBar value={progressOf(batch)} label={t('batch:progress', { name: batch.name })} />
      )}
      {pages && (
        <Segmented
          label={words.axis(pages.use)}
          value={String(at)}
          onChange={(next) => setPage(Number(next))}
          options={pageLabels.map((label, nr) => ({ value: String(nr), label }))}
          className="h-auto max-w-full flex-wrap self-start"
        />
      )}
      <ScrollRegion
        label={t('title')}
        className="bg-panel ring-line overflow-auto rounded-lg ring-1"
      >
        <table className="border-separate border-spacing-2">
          <thead>
            <tr>
              <td className="text-muted p-1 text-sm whitespace-nowrap">
                {`${words.axis(columns.use)} →`}
                <br />
                {`${words.axis(rows.use)} ↓`}
              </td>
              {labels(columns).map((label) => (
                <th key={label} scope="col" dir="auto" className="w-48 min-w-36 p-1 font-medium">
                  <span className="line-clamp-3">{label}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels(rows).map((label, row) => (
              <tr key={label}>
                <th
                  scope="row"
                  dir="auto"
                  className="bg-panel sticky left-0 z-10 max-w-40 min-w-28 p-1 text-left font-medium"
                >
                  <span className="line-clamp-4">{label}</span>
                </th>
                {columns.values.map((value, column) => (
                  <td key={value} className="p-0">
                    <Cell
                      row={cells[at * size + row * columns.values.length + column]}
                      work={works[at * size + row * columns.values.length + column]}
                      placeOf={placeOf}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

interface CellProps {
  readonly row: BatchRow | undefined;
  /** What came of it, once it can be looked at. */
  readonly work: RowWork | undefined;
  readonly placeOf: (cell: { number: number }) => string;
}

function Cell({ row, work, placeOf }: CellProps) {
  const { t } = useTranslation(['batch', 'parameterGrid']);
  const look = useViewer((viewer) => viewer.open);
  const words = useErrorWords();
  const problemWords = useProblemWords();
  const [result] = row?.results ?? [];
  const [problem] = row?.problems ?? [];
  const viewed = work && (work.result ?? work.work);
  const why = row?.error ? words(row.error).title : problem && problemWords(problem);
  return (
    <div className="bg-well text-icon relative grid aspect-square w-48 min-w-36 place-items-center overflow-hidden rounded-sm">
      {result ? (
        <img
          src={mediaUrl(result.sha256, 256)}
          alt={row?.prompt ?? ''}
          loading="lazy"
          decoding="async"
          className="absolute inset-0 size-full object-contain"
        />
      ) : row?.status === 'running' ? (
        <ProgressRing
          value={row.progress || null}
          label={t('rowProgress', { line: row.line })}
          className="size-7"
        />
      ) : why === undefined ? (
        <ImageIcon aria-hidden className="size-7" strokeWidth={1.25} />
      ) : (
        <p className="text-muted p-3 text-center text-sm">{why}</p>
      )}
      {result && viewed && row && (
        <button
          type="button"
          data-cell={viewed.id}
          aria-label={t('parameterGrid:openOf', { name: placeOf(row) })}
          onClick={() => look(viewed.id)}
          className="ring-inside absolute inset-0 cursor-zoom-in rounded-sm"
        />
      )}
    </div>
  );
}
