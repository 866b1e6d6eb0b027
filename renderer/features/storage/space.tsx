import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { StorageOverview } from '../../../contract/studio/storage.ts';
import { useFormat } from '../../i18n/format.ts';
import { cx } from '../../ui/cx.ts';

const PARTS = [
  ['pictures', 'bg-accent-solid'],
  ['videos', 'bg-accent-text'],
  ['results', 'bg-success'],
  ['trash', 'bg-warning'],
  ['thumbnails', 'bg-icon'],
  ['database', 'bg-edge'],
  ['other', 'bg-danger'],
] as const;
type Part = (typeof PARTS)[number][0];

function bytesOf(overview: StorageOverview): Record<Part, number> {
  const { originals, results, trash } = overview;
  const sum = (isVideo: boolean) =>
    originals
      .filter(({ mime }) => mime.startsWith('video/') === isVideo)
      .reduce((bytes, one) => bytes + one.bytes, 0);
  return {
    // Results and the trash are originals too, most of them pictures.
    pictures: Math.max(0, sum(false) - results.bytes - trash.bytes),
    videos: sum(true),
    results: results.bytes,
    trash: trash.bytes,
    thumbnails: overview.thumbnails.bytes,
    database: overview.database.bytes,
    other: overview.lost.bytes + overview.setAside.bytes,
  };
}

/** One bar of all that Atelier takes, what its colours mean, and the room that is left. */
export function Space({ overview }: { overview: StorageOverview }) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const bytes = bytesOf(overview);
  const total = Object.values(bytes).reduce((sum, one) => sum + one, 0);
  const parts = PARTS.filter(([part]) => bytes[part] > 0);
  const { disk } = overview;
  return (
    <div className="flex flex-col gap-3 px-4 py-4">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <p className="tabular text-lg font-semibold">{format.bytes(total)}</p>
        <p className="text-muted">
          {disk.free !== null && t('free', { free: format.bytes(disk.free) })}
        </p>
      </div>
      <div aria-hidden className="flex h-3 gap-0.5 overflow-hidden rounded-sm bg-line">
        {parts.map(([part, color]) => (
          <div
            key={part}
            className={cx('min-w-1', color)}
            style={{ flexGrow: bytes[part], flexBasis: 0 }}
          />
        ))}
      </div>
      <dl className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-x-6 gap-y-1.5">
        {parts.map(([part, color]) => (
          <div key={part} className="flex items-center gap-2">
            <span aria-hidden className={cx('size-2.5 shrink-0 rounded-sm', color)} />
            <dt className="min-w-0 flex-1 truncate text-muted">{t(`parts.${part}`)}</dt>
            <dd className="tabular">{format.bytes(bytes[part])}</dd>
          </div>
        ))}
      </dl>
      {overview.cloudOnly.count > 0 && (
        <p className="text-sm text-muted">
          {t('cloudOnly', {
            count: overview.cloudOnly.count,
            size: format.bytes(overview.cloudOnly.bytes),
          })}
        </p>
      )}
      {disk.state !== 'fine' && (
        <p className="flex items-start gap-2 text-warning">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t(`disk.${disk.state}`, { reserve: format.bytes(disk.reserve) })}
        </p>
      )}
    </div>
  );
}
