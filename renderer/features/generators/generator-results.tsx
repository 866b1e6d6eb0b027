import { RotateCcw, Type } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkspaceAsset } from '../../../contract/assets.ts';
import type { Generator, OverlayText } from '../../../contract/generators.ts';
import type { Order } from '../../../contract/orders.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { ResultCard } from '../results/result-card.tsx';
import { useMade } from '../results/use-made.ts';
import { JobTile } from '../workspace/job-tile.tsx';
import { useGenerators } from './generators-state.ts';
import { composeOn } from './compose.ts';
import { recallForm } from './recall-form.ts';

const TILE = 208;

/** What this form made that was not kept or thrown away yet, and what it is making. */
export function GeneratorResults({
  generator,
  overlay,
}: {
  generator: Generator;
  /** The texts of the form as it is now: they can be laid on any of its pictures, again and again. */
  overlay: readonly OverlayText[];
}) {
  const { t } = useTranslation('generators');
  const made = useGenerators((state) => state.made);
  const { results: pictures, jobs } = useMade((order) => isOf(order, generator.id));
  const newest = pictures[0]?.sha256;
  useEffect(() => {
    if (newest !== undefined) made(generator.id, newest);
  }, [made, generator.id, newest]);

  return (
    <section aria-label={t('results')} className="flex flex-col gap-3">
      <h2 className="text-muted text-sm font-medium">{t('results')}</h2>
      {pictures.length === 0 && jobs.length === 0 ? (
        <p className="text-muted">{t('resultsEmpty')}</p>
      ) : (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-3">
          {jobs.map(({ job, order }) => (
            <li key={job.id} className="aspect-square">
              <JobTile job={job} order={order} width={TILE} selected={false} />
            </li>
          ))}
          {pictures.map((asset) => (
            <Result key={asset.id} asset={asset} overlay={overlay} />
          ))}
        </ul>
      )}
    </section>
  );
}

const isOf = ({ request }: Order, id: string) => request.madeWith?.generator?.id === id;

function Result({ asset, overlay }: { asset: WorkspaceAsset; overlay: readonly OverlayText[] }) {
  const { t } = useTranslation('generators');
  return (
    <ResultCard asset={asset}>
      {overlay.length > 0 && (
        <IconButton
          variant="glass"
          size="sm"
          icon={Type}
          label={t('compose')}
          onClick={() => void composeOn(asset.sha256, overlay)}
        />
      )}
      <IconButton
        variant="glass"
        size="sm"
        icon={RotateCcw}
        label={t('again')}
        onClick={() => void recallForm(asset.orderId)}
      />
    </ResultCard>
  );
}
