import { useQueries, useQuery } from '@tanstack/react-query';
import { ImageOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WorkspaceAsset } from '../../../contract/assets.ts';
import type { Order } from '../../../contract/orders.ts';
import type { Ballot, Contender } from '../../../contract/studio/arena.ts';
import { query } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { mediaUrl } from '../../transport/media.ts';
import { Button } from '../../ui/button.tsx';
import { ProgressRing } from '../../ui/progress-ring.tsx';
import { notify } from '../../ui/toast.tsx';
import { type ArenaRun, useArena } from './arena-state.ts';
import { useContenderName } from './use-contender-name.ts';

/** Results that are looked through for those of this run: the newest ones. */
const LATEST = 100;
const letterOf = (at: number) => String.fromCharCode(65 + at);

interface Entry {
  readonly at: number;
  readonly contender: ArenaRun['entries'][number];
  readonly order: Order | undefined;
  readonly asset: WorkspaceAsset | undefined;
}

/** What each made, beside one another; who it was, once one has chosen or at once. */
export function ArenaResults({ run }: { run: ArenaRun }) {
  const { t } = useTranslation('arena');
  const orders = useQueries({
    queries: run.entries.map(({ orderId }) => query('generate.order', { id: orderId })),
  });
  const results = useQuery(query('workspace.list', { offset: 0, limit: LATEST })).data?.items ?? [];
  const entries = run.entries.map((contender, at): Entry => ({
    at,
    contender,
    order: orders[at]?.data,
    // Its row may come before its file.
    asset: results.find(
      ({ orderId, fileState }) => orderId === contender.orderId && fileState === 'present',
    ),
  }));
  const isComplete = entries.every(({ asset }) => asset !== undefined);
  return (
    <section aria-label={t('results')} className="flex flex-col gap-3">
      <h2 dir="auto" className="truncate font-medium">
        {run.prompt}
      </h2>
      <ul className="grid grid-cols-[repeat(auto-fit,minmax(14rem,1fr))] gap-4">
        {entries.map((entry) => (
          <ArenaEntry key={entry.contender.orderId} entry={entry} isOpen={run.isOpen} />
        ))}
      </ul>
      {!run.isOpen && isComplete && <Choice run={run} />}
    </section>
  );
}

function ArenaEntry({ entry, isOpen }: { entry: Entry; isOpen: boolean }) {
  const { t } = useTranslation(['arena', 'common']);
  const format = useFormat();
  const words = useErrorWords();
  const nameOf = useContenderName();
  const { at, contender, order, asset } = entry;
  const job = order?.jobs[0];
  const error = job?.error ?? order?.error;
  const hasFailed = order?.status === 'failed' || order?.status === 'cancelled';
  const title = isOpen ? nameOf(contender) : t('hidden', { letter: letterOf(at) });
  const charged = order?.charged ?? 0;
  const seconds =
    order?.completedAt != null
      ? (Date.parse(order.completedAt) - Date.parse(order.createdAt)) / 1000
      : null;
  const facts = isOpen && [
    seconds !== null && format.duration(Math.max(1, seconds)),
    order && (charged === 0 ? t('common:free') : t('common:credits', { count: charged })),
    asset && format.size(asset.width, asset.height),
    asset && format.bytes(asset.bytes),
  ];
  return (
    <li className="bg-panel ring-line flex min-w-0 flex-col overflow-hidden rounded-lg ring-1">
      <div className="bg-well text-icon relative grid h-96 place-items-center overflow-hidden">
        {asset ? (
          <img
            src={mediaUrl(asset.sha256, 1024)}
            alt={`${title}: ${asset.recipe.prompt}`}
            className="absolute inset-0 size-full object-contain"
          />
        ) : hasFailed ? (
          <ImageOff aria-hidden className="size-8" strokeWidth={1.25} />
        ) : (
          <ProgressRing value={job?.progress || null} label={t('waiting')} className="size-8" />
        )}
      </div>
      <div className="flex flex-col gap-0.5 p-3">
        <h3 className="truncate font-medium">{title}</h3>
        <p className="tabular text-muted text-sm">
          {hasFailed
            ? error
              ? words(error).title
              : t('failed')
            : facts
              ? facts.filter(Boolean).join(' · ')
              : ' '}
        </p>
      </div>
    </li>
  );
}

/** Which is better: each other one loses to the one that is chosen; between two, they may be alike. */
function Choice({ run }: { run: ArenaRun }) {
  const { t } = useTranslation('arena');
  const reveal = useArena((state) => state.reveal);
  const undo = useAction('arena.undo');
  const vote = useAction('arena.vote', {
    onDone: (ballot) => {
      reveal();
      notify({ message: t('voted'), id: 'arena', undo: () => undo.mutate(ballot) });
    },
  });
  const choose = (chosen: number | null) =>
    vote.mutate({ prompt: run.prompt, duels: duelsOf(run.entries, chosen) });
  return (
    <fieldset className="flex flex-wrap items-center gap-2">
      <legend className="mb-2 font-medium">{t('which')}</legend>
      {run.entries.map(({ orderId }, at) => (
        <Button key={orderId} disabled={vote.isPending} onClick={() => choose(at)}>
          {t('better', { letter: letterOf(at) })}
        </Button>
      ))}
      {run.entries.length === 2 && (
        <Button variant="ghost" disabled={vote.isPending} onClick={() => choose(null)}>
          {t('tie')}
        </Button>
      )}
    </fieldset>
  );
}

/** `chosen` against each of the others; null: they are alike. */
function duelsOf(entries: readonly Contender[], chosen: number | null): Ballot['duels'] {
  const left = entries[chosen ?? 0];
  const winner = chosen === null ? 'tie' : 'left';
  return entries.flatMap((right) => (!left || right === left ? [] : [{ left, right, winner }]));
}
