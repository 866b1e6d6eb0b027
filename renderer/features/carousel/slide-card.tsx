import { ArrowLeft, ArrowRight, RefreshCw, Trash2 } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job, Order } from '../../../contract/orders.ts';
import {
  type DrawnSlide,
  NETWORKS,
  type Network,
  type SlideLook,
} from '../../../contract/slide-look.ts';
import { useFontNotes } from '../brands/brand-state.ts';
import { slideUrl } from '../../transport/media.ts';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { CONTROL_CLASSES, Input } from '../../ui/input.tsx';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import { JobTile } from '../workspace/job-tile.tsx';
import type { SlideDraft } from './carousel-state.ts';
import { useSlideDrag } from './use-slide-drag.ts';

interface SlideCardProps {
  readonly slide: SlideDraft;
  readonly drawn: DrawnSlide;
  readonly at: number;
  readonly count: number;
  readonly look: SlideLook;
  readonly network: Network;
  /** Under way for it, or ended badly. */
  readonly running: { readonly job: Job; readonly order: Order } | undefined;
  readonly onChange: (patch: Partial<SlideDraft>) => void;
  /** The words were left as they are now. */
  readonly onWords: () => void;
  readonly onMove: (from: number, to: number) => void;
  readonly onRemove: (() => void) | undefined;
  readonly onRedo: (() => void) | undefined;
}

/** One slide: as it will look, what its picture shows, and the words over it. */
export function SlideCard(props: SlideCardProps) {
  const { t } = useTranslation('carousel');
  const { slide, at, count, onChange, onMove, onWords } = props;
  const ref = useRef<HTMLLIElement>(null);
  const { isOver, isLifted } = useSlideDrag(ref, at, onMove);
  const position = at + 1;
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined || !event.altKey) return;
    event.preventDefault();
    onMove(at, Math.min(count - 1, at + by));
  };
  const field = cx('px-2.5 py-1.5', CONTROL_CLASSES);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Alt and arrows in any of its fields move it; it takes no focus itself
    <li
      ref={ref}
      aria-label={t('slide', { position })}
      onKeyDown={onKeyDown}
      className={cx(
        'bg-panel ring-line flex flex-col gap-2 rounded-lg p-3 ring-1 ring-inset',
        isOver && 'ring-accent ring-2',
        isLifted && 'opacity-50',
      )}
    >
      <Picture {...props} />
      <div className="flex items-center">
        <span className="text-muted tabular flex-1 text-sm">{t('slide', { position })}</span>
        <IconButton
          size="sm"
          icon={ArrowLeft}
          label={t('moveBack', { position })}
          disabled={at === 0}
          onClick={() => onMove(at, at - 1)}
        />
        <IconButton
          size="sm"
          icon={ArrowRight}
          label={t('moveOn', { position })}
          disabled={at === count - 1}
          onClick={() => onMove(at, at + 1)}
        />
        {props.onRedo && (
          <IconButton
            size="sm"
            icon={RefreshCw}
            label={t('redo', { position })}
            onClick={props.onRedo}
          />
        )}
        <IconButton
          size="sm"
          icon={Trash2}
          label={t('remove', { position })}
          disabled={!props.onRemove}
          onClick={props.onRemove}
        />
      </div>
      <Input
        aria-label={t('titleOf', { position })}
        placeholder={t('title')}
        value={slide.title}
        maxLength={200}
        onChange={({ target }) => onChange({ title: target.value })}
        onBlur={onWords}
      />
      <TextareaAutosize
        aria-label={t('bodyOf', { position })}
        placeholder={t('body')}
        value={slide.body}
        maxRows={4}
        maxLength={1_000}
        onChange={({ target }) => onChange({ body: target.value })}
        onBlur={onWords}
        className={field}
      />
      <TextareaAutosize
        aria-label={t('briefOf', { position })}
        placeholder={t('brief')}
        value={slide.brief}
        maxRows={3}
        onChange={({ target }) => onChange({ brief: target.value })}
        className={field}
      />
    </li>
  );
}

const TILE = 240;
/** Milliseconds without a change before a slide is drawn anew. */
const SETTLED = 300;

function Picture({ drawn, look, network, running, at }: SlideCardProps) {
  const { t } = useTranslation('carousel');
  const notes = useFontNotes(look.brand);
  const src = useSettled(slideUrl(drawn, look, network, notes), SETTLED);
  const [wide, high] = NETWORKS[network].ratio.split(':');
  return (
    <div
      className="bg-well relative w-full overflow-hidden rounded-sm"
      style={{ aspectRatio: `${wide} / ${high}` }}
    >
      <img
        src={src}
        alt={t('slideAs', { position: at + 1 })}
        draggable={false}
        className="size-full object-cover"
      />
      {running && (
        <div className="bg-glass absolute inset-0">
          <JobTile job={running.job} order={running.order} width={TILE} selected={false} />
        </div>
      )}
    </div>
  );
}
