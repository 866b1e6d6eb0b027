import { Download, FileSpreadsheet, Pause, Play, RotateCcw, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../../contract/studio/batch.ts';
import { useAction } from '../../data/use-action.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/input.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { saveReport, exportBatch } from './batch-acts.ts';
import { BatchRows } from './batch-rows.tsx';
import { useBatchPlace } from './batch-state.ts';
import { progressOf, useBatchWords } from './batch-words.ts';

const SHOWN = {
  all: undefined,
  open: ['waiting', 'queued', 'running'],
  completed: ['completed'],
  failed: ['failed', 'cancelled', 'refused'],
} as const;
type Shown = keyof typeof SHOWN;

/** One batch: how far it is, what can be done about it, and its rows. */
export function BatchDetail({ batch }: { batch: Batch }) {
  const { t } = useTranslation('batch');
  const format = useFormat();
  const words = useBatchWords();
  const [shown, setShown] = useState<Shown>('all');
  const { rows, total } = batch;
  const counts: Record<Shown, number> = {
    all: total,
    open: rows.waiting + rows.queued + rows.running,
    completed: rows.completed,
    failed: rows.failed + rows.cancelled + rows.refused,
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-6 pb-6">
      <div className="flex flex-wrap items-center gap-2">
        <output className="tabular text-muted min-w-60 flex-1">{words(batch)}</output>
        <BatchActions batch={batch} />
      </div>
      <ProgressBar value={progressOf(batch)} label={t('progress', { name: batch.name })} />
      {batch.rests === 'cap' && <RaiseCap batch={batch} />}
      <Segmented
        label={t('show')}
        value={shown}
        onChange={setShown}
        className="self-start"
        options={(Object.keys(SHOWN) as Shown[]).map((value) => ({
          value,
          label: `${t(`shown.${value}`)} ${format.number(counts[value])}`,
        }))}
      />
      <BatchRows key={shown} batch={batch} status={SHOWN[shown]} total={counts[shown]} />
    </div>
  );
}

/** All that can be done about a batch. */
export function BatchActions({ batch }: { batch: Batch }) {
  const { t } = useTranslation('batch');
  const go = useBatchPlace((state) => state.go);
  const { id, state, rows } = batch;
  const pause = useAction('batch.pause');
  const resume = useAction('batch.resume');
  const stop = useAction('batch.stop');
  const retry = useAction('batch.retry');
  const remove = useAction('batch.remove', { onDone: () => go({ kind: 'list' }) });
  const hasEnded = state === 'done' || state === 'stopped';
  return (
    <>
      {state === 'running' && (
        <Button icon={Pause} disabled={pause.isPending} onClick={() => pause.mutate({ id })}>
          {t('pause')}
        </Button>
      )}
      {state === 'paused' && (
        <Button
          icon={Play}
          variant="primary"
          disabled={resume.isPending}
          onClick={() => resume.mutate({ id })}
        >
          {t('resume')}
        </Button>
      )}
      {rows.failed + rows.cancelled > 0 && (
        <Button icon={RotateCcw} disabled={retry.isPending} onClick={() => retry.mutate({ id })}>
          {t('retry', { count: rows.failed + rows.cancelled })}
        </Button>
      )}
      {rows.completed > 0 && (
        <Button icon={Download} onClick={() => void exportBatch(batch)}>
          {t('export')}
        </Button>
      )}
      <Button icon={FileSpreadsheet} onClick={() => void saveReport(batch)}>
        {t('report')}
      </Button>
      {hasEnded ? (
        <Button icon={Trash2} disabled={remove.isPending} onClick={() => remove.mutate({ id })}>
          {t('remove')}
        </Button>
      ) : (
        <Button icon={Square} disabled={stop.isPending} onClick={() => stop.mutate({ id })}>
          {t('stop')}
        </Button>
      )}
    </>
  );
}

/** A batch that met its cap goes on with a higher one, or with none. */
function RaiseCap({ batch: { id, spendCap } }: { batch: Batch }) {
  const { t } = useTranslation('batch');
  const [text, setText] = useState('');
  const resume = useAction('batch.resume');
  const given = /^\d{1,9}$/.test(text.trim()) ? Number(text) : null;
  return (
    <form
      className="bg-warning-soft flex items-center gap-3 rounded-lg p-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (given !== null) resume.mutate({ id, spendCap: given });
      }}
    >
      <p className="min-w-0 flex-1">{t('capMet', { cap: spendCap ?? 0 })}</p>
      <Input
        aria-label={t('newCap')}
        placeholder={t('newCap')}
        inputMode="numeric"
        value={text}
        onChange={({ target }) => setText(target.value)}
        className="w-40"
      />
      <Button type="submit" disabled={given === null || given <= (spendCap ?? 0)}>
        {t('raiseCap')}
      </Button>
      <Button variant="ghost" onClick={() => resume.mutate({ id, spendCap: null })}>
        {t('dropCap')}
      </Button>
    </form>
  );
}
