import { useQuery } from '@tanstack/react-query';
import { FileQuestionMark } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { query } from '../../data/query.ts';
import { cx } from '../../ui/cx.ts';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { Part } from '../inspector/field-list.tsx';
import { selectOnly } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import { nameOf } from '../viewer/viewed-work.ts';
import { layersOf, type PlacedLineage, type PlacedNode } from './layers.ts';

/** A picture's edge and the steps between pictures, in CSS pixels. */
const EDGE = 48;
const STEP = { x: 64, y: 80 };

/** What a work was made from and what was made from it, a generation a row; each leads to that work. */
export function LineagePart({ work }: { work: LibraryAsset }) {
  const { t } = useTranslation('lineage');
  const { data } = useQuery(query('library.lineage', { id: work.id }));
  const placed = useMemo(() => data && layersOf(data), [data]);
  if (!placed || placed.edges.length === 0) return null;
  return (
    <Part title={t('title')}>
      <ScrollRegion label={t('title')} className="-mx-1 overflow-x-auto px-1 py-1">
        <Graph placed={placed} currentId={work.id} />
      </ScrollRegion>
    </Part>
  );
}

function Graph({ placed, currentId }: { placed: PlacedLineage; currentId: string }) {
  const { t } = useTranslation('lineage');
  const widest = Math.max(...placed.layers.map((layer) => layer.length));
  const width = (widest - 1) * STEP.x + EDGE;
  const height = (placed.layers.length - 1) * STEP.y + EDGE;
  const xOf = ({ layer, place }: PlacedNode) => {
    const own = placed.layers[layer]?.length ?? 1;
    return place * STEP.x + ((widest - own) * STEP.x) / 2;
  };
  const yOf = ({ layer }: PlacedNode) => layer * STEP.y;
  return (
    <div className="relative mx-auto" style={{ width, height }}>
      <svg aria-hidden className="text-edge absolute inset-0" width={width} height={height}>
        {placed.edges.map(({ from, to, role }) => {
          const [x1, y1] = [xOf(from) + EDGE / 2, yOf(from) + EDGE];
          const [x2, y2] = [xOf(to) + EDGE / 2, yOf(to)];
          const bend = (y2 - y1) / 2;
          return (
            <path
              key={`${from.sha256} ${to.sha256} ${role}`}
              d={`M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`}
              fill="none"
              stroke="currentColor"
              strokeWidth={1.5}
            />
          );
        })}
      </svg>
      <ul aria-label={t('title')}>
        {placed.layers.flat().map((node) => (
          <li
            key={node.sha256}
            className="absolute"
            style={{ left: xOf(node), top: yOf(node), width: EDGE, height: EDGE }}
          >
            <NodePicture
              node={node}
              isCurrent={node.work?.id === currentId}
              roles={placed.edges
                .filter(({ to }) => to === node)
                .map(({ role }) => t(`roles.${role}`))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface NodePictureProps {
  readonly node: PlacedNode;
  readonly isCurrent: boolean;
  /** How it came of what it was made from. */
  readonly roles: readonly string[];
}

function NodePicture({ node, isCurrent, roles }: NodePictureProps) {
  const { t } = useTranslation(['lineage', 'library']);
  const { work } = node;
  const name = work ? (nameOf(work) ?? t('library:untitled')) : t('unknown');
  const how = [...new Set(roles)].join(', ');
  const generation = t('generation', { count: node.layer + 1 });
  const label = [name, generation, how].filter(Boolean).join(', ');
  if (!work) {
    return (
      <Tooltip label={t('unknown')}>
        <span className="border-edge text-icon grid size-full place-items-center rounded-sm border border-dashed">
          <FileQuestionMark aria-hidden className="size-5" />
          <span className="sr-only">{label}</span>
        </span>
      </Tooltip>
    );
  }
  return (
    <Tooltip label={how === '' ? name : `${name} · ${how}`}>
      <button
        type="button"
        aria-label={label}
        aria-current={isCurrent}
        onClick={() => selections.library.setState(selectOnly(work.id), true)}
        className={cx(
          'size-full overflow-hidden rounded-sm outline-offset-2 transition-opacity hover:opacity-80',
          isCurrent && 'outline-accent outline-2',
        )}
      >
        <Thumbnail {...work} alt="" shape="fill" />
      </button>
    </Tooltip>
  );
}
