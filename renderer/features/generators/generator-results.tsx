import { useQuery } from '@tanstack/react-query';
import { Download, Maximize2, RotateCcw, Type } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkspaceAsset } from '../../../contract/assets.ts';
import type { Generator, OverlayText } from '../../../contract/generators.ts';
import type { Order } from '../../../contract/orders.ts';
import { query } from '../../data/query.ts';
import { useView } from '../../state/view.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import { useViewer } from '../viewer/viewer-state.ts';
import { saveResults } from '../workspace/acts.ts';
import { JobTile } from '../workspace/job-tile.tsx';
import { useGenerators } from './generators-state.ts';
import { composeOn } from './compose.ts';
import { recallForm } from './recall-form.ts';

/** Results and orders that are looked through for those of this form: the newest ones. */
const LATEST = 100;
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
  const orders = useQuery(query('generate.orders', { active: false, limit: LATEST })).data?.items;
  const results = useQuery(query('workspace.list', { offset: 0, limit: LATEST })).data?.items;
  const own = (orders ?? []).filter((order) => isOf(order, generator.id));
  const ids = new Set(own.map(({ id }) => id));
  const pictures = (results ?? []).filter(({ orderId }) => ids.has(orderId));
  const arrived = new Set((results ?? []).map(({ jobId }) => jobId));
  const jobs = own.flatMap((order) =>
    order.jobs
      .filter((job) => isShown(job.status, arrived.has(job.id)))
      .map((job) => ({ job, order })),
  );
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

/** A picture that was made and not seen here was kept or thrown away already. */
function isShown(status: Order['status'] | 'queued' | 'running', hasArrived: boolean): boolean {
  return !hasArrived && status !== 'completed' && status !== 'cancelled';
}

function Result({ asset, overlay }: { asset: WorkspaceAsset; overlay: readonly OverlayText[] }) {
  const { t } = useTranslation('generators');
  const show = useView((view) => view.show);
  const open = useViewer((viewer) => viewer.open);
  const look = () => {
    show('workspace');
    open(asset.id);
  };
  return (
    <li className="group bg-well relative aspect-square overflow-hidden rounded-sm">
      <Thumbnail
        sha256={asset.sha256}
        width={asset.width}
        height={asset.height}
        thumbhash={asset.thumbhash}
        alt={asset.recipe.prompt}
        shape="fill"
      />
      <span className="absolute right-1.5 bottom-1.5 flex gap-1 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100">
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
        <IconButton
          variant="glass"
          size="sm"
          icon={Download}
          label={t('save')}
          onClick={() => void saveResults([asset.id])}
        />
        <IconButton variant="glass" size="sm" icon={Maximize2} label={t('open')} onClick={look} />
      </span>
    </li>
  );
}
