import { ArrowLeftRight } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { Slider } from '../../ui/slider.tsx';
import type { ViewedWork } from '../viewer/viewed-work.ts';
import { Pane } from './pane.tsx';
import type { LinkedView } from './use-linked-camera.ts';

interface PairProps {
  readonly linked: LinkedView;
  readonly base: ViewedWork;
  readonly other: ViewedWork;
  readonly nameOf: (work: ViewedWork) => string;
}

/** Two pictures on each other; a line between them is drawn from one to the other. */
export function SliderMode({ linked, base, other, nameOf }: PairProps) {
  const { t } = useTranslation('compare');
  const format = useFormat();
  const [part, setPart] = useState(0.5);
  return (
    <Pane
      linked={linked}
      layers={[
        { work: base, alt: nameOf(base) },
        {
          work: other,
          alt: nameOf(other),
          style: { clipPath: `inset(0 0 0 ${part * 100}%)` },
        },
      ]}
    >
      {(box) => (
        <Divider
          label={t('divider')}
          text={format.percent(part)}
          part={part}
          left={box.left + part * box.width}
          onMove={(x) => setPart(Math.min(1, Math.max(0, (x - box.left) / box.width)))}
          onStep={(by) => setPart((old) => Math.min(1, Math.max(0, old + by)))}
        />
      )}
    </Pane>
  );
}

interface DividerProps {
  readonly label: string;
  readonly text: string;
  readonly part: number;
  readonly left: number;
  /** `x` counts from the left edge of the pane. */
  readonly onMove: (x: number) => void;
  readonly onStep: (by: number) => void;
}

function Divider({ label, text, part, left, onMove, onStep }: DividerProps) {
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const pane = event.currentTarget.parentElement;
    if (!pane || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    event.stopPropagation();
    onMove(event.clientX - pane.getBoundingClientRect().left);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -0.02, ArrowRight: 0.02, Home: -1, End: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onStep(by);
  };
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is drawn over the pictures, an <input> has a track
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(part * 100)}
      aria-valuetext={text}
      style={{ left }}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      className="group absolute inset-y-0 -ml-4 grid w-8 cursor-ew-resize touch-none place-items-center outline-none"
    >
      <span className="bg-on-accent shadow-float absolute inset-y-0 w-0.5" />
      <span className="bg-glass text-on-accent outline-accent relative grid size-8 place-items-center rounded-full outline-offset-2 group-focus-visible:outline-2">
        <ArrowLeftRight aria-hidden className="size-4" />
      </span>
    </div>
  );
}

/** One picture; the other while the pointer is on it, or while Space is held on it. */
export function HoverMode({ linked, base, other, nameOf }: PairProps) {
  const { t } = useTranslation('compare');
  const [isOther, setOther] = useState(false);
  const shown = isOther ? other : base;
  return (
    <button
      type="button"
      aria-pressed={isOther}
      aria-label={t('showOther', { name: nameOf(other) })}
      onPointerEnter={() => setOther(true)}
      onPointerLeave={() => setOther(false)}
      onKeyDown={(event) => {
        if (event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        setOther(true);
      }}
      onKeyUp={(event) => event.key === ' ' && setOther(false)}
      onBlur={() => setOther(false)}
      className="ring-inside relative flex min-h-0 flex-1"
    >
      <Pane
        linked={linked}
        layers={[
          { work: base, alt: '' },
          { work: other, alt: '', style: { opacity: isOther ? 1 : 0 } },
        ]}
      />
      <span className="bg-glass text-on-accent pointer-events-none absolute bottom-3 left-3 max-w-[60%] truncate rounded-md px-2 py-1 text-sm">
        {nameOf(shown)}
      </span>
    </button>
  );
}

/** What differs shines, what is alike is black; faint differences can be made brighter. */
export function DifferenceMode({ linked, base, other, nameOf }: PairProps) {
  const { t } = useTranslation('compare');
  const format = useFormat();
  const [gain, setGain] = useState(1);
  return (
    <div className="relative flex min-h-0 flex-1">
      <Pane
        linked={linked}
        // Blended and brightened where the pictures are drawn anyway: no pixel is read back.
        style={{ filter: `brightness(${gain})` }}
        layers={[
          { work: base, alt: t('difference', { a: nameOf(base), b: nameOf(other) }) },
          { work: other, alt: '', style: { mixBlendMode: 'difference' } },
        ]}
      />
      <div className="bg-glass text-on-accent absolute bottom-3 left-3 flex w-64 items-center gap-3 rounded-md px-3">
        <span className="shrink-0 text-sm">{t('gain')}</span>
        <Slider
          label={t('gain')}
          value={gain}
          min={1}
          max={16}
          valueText={t('times', { value: format.number(gain) })}
          onChange={setGain}
        />
        <span className="tabular w-8 shrink-0 text-right text-sm">
          {t('times', { value: format.number(gain) })}
        </span>
      </div>
    </div>
  );
}
