import {
  Columns2,
  Diff,
  type LucideIcon,
  Minus,
  MousePointerClick,
  Plus,
  SlidersVertical,
  Table2,
  X,
} from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import { nameOf as titleOf, type ViewedWork } from '../viewer/viewed-work.ts';
import { useCompare } from './compare-state.ts';
import { Caption } from './caption.tsx';
import { panLinked, WHOLE, zoomLinked } from './linked.ts';
import { DifferenceMode, HoverMode, SliderMode } from './pair-modes.tsx';
import { Pane } from './pane.tsx';
import { Parameters } from './parameters.tsx';
import { type LinkedView, useLinkedCamera } from './use-linked-camera.ts';

type Mode = 'side' | 'slider' | 'hover' | 'difference';
const MODES: Readonly<Record<Mode, LucideIcon>> = {
  side: Columns2,
  slider: SlidersVertical,
  hover: MousePointerClick,
  difference: Diff,
};

const STEP = 1.5;
/** Pixels an arrow key moves, as far as the pictures are seen. */
const PAN = 60;

/** Two to four works over the grid, seen by one camera. */
export function Compare() {
  const { works, close } = useCompare();
  useEffect(() => close, [close]);
  return works && <OpenCompare works={works} onClose={close} />;
}

interface OpenCompareProps {
  readonly works: readonly ViewedWork[];
  readonly onClose: () => void;
}

function OpenCompare({ works, onClose }: OpenCompareProps) {
  const { t } = useTranslation(['compare', 'viewer', 'common']);
  const ref = useRef<HTMLElement>(null);
  const [mode, setMode] = useState<Mode>('side');
  const [hasTable, setTable] = useState(true);
  const [other, setOther] = useState(1);
  const linked = useLinkedCamera();
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);
  // On the whole view: the keys work wherever in it the focus is.
  useEffect(() => {
    const element = ref.current;
    const [first] = works;
    if (!element || !first) return undefined;
    const listener = (event: KeyboardEvent) => onKey(event, linked, first, onClose);
    element.addEventListener('keydown', listener);
    return () => element.removeEventListener('keydown', listener);
  });
  const nameOf = (work: ViewedWork) => titleOf(work) ?? t('viewer:untitled');
  const [base] = works;
  const compared = works[other] ?? works[1];
  if (!base || !compared) return null;
  const pair = { linked, base, other: compared, nameOf };
  return (
    <section
      ref={ref}
      tabIndex={-1}
      aria-label={t('label', { count: works.length })}
      className="bg-well animate-fade absolute inset-0 z-20 flex flex-col outline-none"
    >
      <div className="bg-panel border-line flex h-12 shrink-0 items-center gap-3 border-b px-3">
        <Segmented
          label={t('mode')}
          value={mode}
          options={(Object.keys(MODES) as Mode[]).map((value) => ({
            value,
            label: t(`modes.${value}`),
            icon: MODES[value],
          }))}
          onChange={setMode}
        />
        {mode !== 'side' && works.length > 2 && (
          <OtherChoice works={works} chosen={other} nameOf={nameOf} onChoose={setOther} />
        )}
        <div className="flex-1" />
        <Zoom linked={linked} base={base} />
        <IconButton
          icon={Table2}
          label={t('parameters')}
          pressed={hasTable}
          tooltipSide="bottom"
          onClick={() => setTable(!hasTable)}
        />
        <IconButton
          icon={X}
          label={t('common:close')}
          shortcut="escape"
          tooltipSide="bottom"
          onClick={onClose}
        />
      </div>
      {mode === 'side' && (
        <div className="bg-line flex min-h-0 flex-1 gap-px">
          {works.map((work) => (
            <div key={work.id} className="flex min-w-0 flex-1 flex-col">
              <Pane linked={linked} layers={[{ work, alt: nameOf(work) }]} />
              <Caption work={work} name={nameOf(work)} />
            </div>
          ))}
        </div>
      )}
      {mode === 'slider' && <SliderMode {...pair} />}
      {mode === 'hover' && <HoverMode {...pair} />}
      {mode === 'difference' && <DifferenceMode {...pair} />}
      {hasTable && <Parameters works={works} nameOf={nameOf} />}
    </section>
  );
}

interface OtherChoiceProps {
  readonly works: readonly ViewedWork[];
  readonly chosen: number;
  readonly nameOf: (work: ViewedWork) => string;
  readonly onChoose: (index: number) => void;
}

/** Which of the works the first one is held against. */
function OtherChoice({ works, chosen, nameOf, onChoose }: OtherChoiceProps) {
  const { t } = useTranslation('compare');
  return (
    <fieldset aria-label={t('with')} className="flex gap-1.5">
      {works.slice(1).map((work, at) => (
        <button
          key={work.id}
          type="button"
          aria-pressed={chosen === at + 1}
          aria-label={nameOf(work)}
          onClick={() => onChoose(at + 1)}
          className={cx(
            'size-8 overflow-hidden rounded-sm outline-offset-2',
            chosen === at + 1 ? 'outline-accent outline-2' : 'opacity-60 hover:opacity-100',
          )}
        >
          <Thumbnail {...work} alt="" shape="fill" eager />
        </button>
      ))}
    </fieldset>
  );
}

function Zoom({ linked, base }: { linked: LinkedView; base: ViewedWork }) {
  const { t } = useTranslation('viewer');
  const format = useFormat();
  const { camera } = linked;
  return (
    <div className="flex items-center">
      <IconButton
        icon={Minus}
        label={t('zoomOut')}
        shortcut="-"
        tooltipSide="bottom"
        onClick={() => zoom(linked, base, 1 / STEP)}
      />
      <button
        type="button"
        aria-label={t('zoomFit')}
        onClick={() => linked.set(WHOLE)}
        className="text-muted hover:bg-hover hover:text-ink tabular h-8 w-14 rounded-md font-medium"
      >
        {format.percent(camera.zoom)}
      </button>
      <IconButton
        icon={Plus}
        label={t('zoomIn')}
        shortcut="+"
        tooltipSide="bottom"
        onClick={() => zoom(linked, base, STEP)}
      />
    </div>
  );
}

/** From the keyboard and the buttons the middle stays where it is; the view's size does not matter to it then. */
const zoom = ({ camera, set }: LinkedView, base: ViewedWork, factor: number) =>
  set(zoomLinked(camera, factor, { x: 0, y: 0 }, base, base));

function onKey(
  event: KeyboardEvent,
  linked: LinkedView,
  base: ViewedWork,
  onClose: () => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const pan = (dx: number, dy: number) => () =>
    linked.set(panLinked(linked.camera, dx, dy, base, { width: 800, height: 600 }));
  const act = {
    Escape: onClose,
    c: onClose,
    '+': () => zoom(linked, base, STEP),
    '=': () => zoom(linked, base, STEP),
    '-': () => zoom(linked, base, 1 / STEP),
    z: () => linked.set(linked.camera.zoom === 1 ? { ...WHOLE, zoom: 4 } : WHOLE),
    ...(event.target === event.currentTarget && {
      ArrowLeft: pan(PAN, 0),
      ArrowRight: pan(-PAN, 0),
      ArrowUp: pan(0, PAN),
      ArrowDown: pan(0, -PAN),
    }),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
