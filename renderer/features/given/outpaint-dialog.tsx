import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Margins } from '../../../contract/models.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { NO_MARGINS } from './given-state.ts';
import { usePicture } from './use-picture.ts';

const SIDES = ['left', 'top', 'right', 'bottom'] as const;
type Side = (typeof SIDES)[number];

/** Models take edges in these; and at most so much is added at a side. */
const STEP = 8;
const MOST = 4_096;

interface OutpaintDialogProps {
  readonly picture: string;
  readonly margins: Margins;
  readonly onDone: (margins: Margins) => void;
  readonly onClose: () => void;
}

/** Widens the frame around a picture: its sides are dragged, moved by arrow keys, or typed in pixels. */
export function OutpaintDialog({ picture, margins, onDone, onClose }: OutpaintDialogProps) {
  const { t } = useTranslation(['given', 'common']);
  const format = useFormat();
  const image = usePicture(picture);
  const [added, setAdded] = useState(margins);
  const set = (side: Side, pixels: number) =>
    setAdded((now) => ({ ...now, [side]: rounded(pixels) }));
  const isReady = image instanceof HTMLImageElement;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('outpaintTitle')}
      description={t('outpaintHint')}
      className="max-w-200"
      footer={
        <>
          <Button onClick={() => setAdded(NO_MARGINS)}>{t('resetFrame')}</Button>
          <Button
            variant="primary"
            disabled={!isReady}
            onClick={() => {
              onDone(added);
              onClose();
            }}
          >
            {t('useFrame')}
          </Button>
        </>
      }
    >
      {image === 'failed' && <p role="alert">{t('pictureMissing')}</p>}
      {isReady ? (
        <>
          <Stage image={image} added={added} onChange={set} />
          <p className="text-muted tabular mt-2 text-center text-sm">
            {format.size(
              image.naturalWidth + added.left + added.right,
              image.naturalHeight + added.top + added.bottom,
            )}
          </p>
        </>
      ) : (
        image !== 'failed' && <Skeleton className="h-80 w-full" />
      )}
      <div className="mt-3 grid grid-cols-4 gap-3">
        {SIDES.map((side) => (
          <Field key={side} label={t(`sides.${side}`)}>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={0}
                max={MOST}
                step={STEP}
                value={added[side]}
                onChange={({ target }) => set(side, Number(target.value))}
              />
            )}
          </Field>
        ))}
      </div>
    </Dialog>
  );
}

function rounded(pixels: number): number {
  return Math.min(MOST, Math.max(0, Math.round(pixels / STEP) * STEP)) || 0;
}

/** The frame that is shown has room for as much again as the picture is large. */
const ROOM = 2;

function Stage({
  image,
  added,
  onChange,
}: {
  image: HTMLImageElement;
  added: Margins;
  onChange: (side: Side, pixels: number) => void;
}) {
  const stage = useRef<HTMLDivElement>(null);
  const { naturalWidth: width, naturalHeight: height } = image;
  const [wide, high] = [width * ROOM, height * ROOM];
  const percent = (pixels: number, of: number) => `${(pixels / of) * 100}%`;
  const [left, top] = [(wide - width) / 2, (high - height) / 2];
  /** Beyond the room that is shown the frame stands at its edge; the numbers say how far it is. */
  const shown = (side: Side) =>
    Math.min(added[side], side === 'left' || side === 'right' ? left : top);
  const frame = {
    left: percent(left - shown('left'), wide),
    top: percent(top - shown('top'), high),
    width: percent(width + shown('left') + shown('right'), wide),
    height: percent(height + shown('top') + shown('bottom'), high),
  };
  return (
    <div
      ref={stage}
      className="bg-well relative mx-auto max-h-[46vh] max-w-full overflow-hidden rounded-sm"
      style={{ aspectRatio: `${wide} / ${high}` }}
    >
      <div className="bg-accent-soft absolute" style={frame} />
      <img
        src={image.src}
        alt=""
        draggable={false}
        className="pointer-events-none absolute select-none"
        style={{
          left: percent(left, wide),
          top: percent(top, high),
          width: percent(width, wide),
          height: percent(height, high),
        }}
      />
      <div className="border-accent absolute border-2 border-dashed" style={frame}>
        {SIDES.map((side) => (
          <Handle
            key={side}
            side={side}
            value={added[side]}
            scale={() => wide / (stage.current?.getBoundingClientRect().width ?? wide)}
            onChange={(pixels) => onChange(side, pixels)}
          />
        ))}
      </div>
    </div>
  );
}

const HANDLES: Readonly<Record<Side, string>> = {
  left: '-left-2 inset-y-0 w-4 cursor-ew-resize',
  right: '-right-2 inset-y-0 w-4 cursor-ew-resize',
  top: '-top-2 inset-x-0 h-4 cursor-ns-resize',
  bottom: '-bottom-2 inset-x-0 h-4 cursor-ns-resize',
};

function Handle({
  side,
  value,
  scale,
  onChange,
}: {
  side: Side;
  value: number;
  /** Pixels of the picture for one of the screen. */
  scale: () => number;
  onChange: (pixels: number) => void;
}) {
  const { t } = useTranslation('given');
  const start = useRef<{ at: number; value: number } | null>(null);
  const isAcross = side === 'left' || side === 'right';
  const outward = side === 'right' || side === 'bottom' ? 1 : -1;
  const at = (event: PointerEvent) => (isAcross ? event.clientX : event.clientY);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onChange(value + step * outward * STEP * (event.shiftKey ? 8 : 1));
  };
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is the edge of a frame, an <input> has a track
      role="slider"
      tabIndex={0}
      aria-label={t(`sides.${side}`)}
      aria-orientation={isAcross ? 'horizontal' : 'vertical'}
      aria-valuemin={0}
      aria-valuemax={MOST}
      aria-valuenow={value}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: at(event), value };
      }}
      onPointerMove={(event) => {
        if (start.current === null) return;
        const moved = (at(event) - start.current.at) * outward * scale();
        onChange(start.current.value + moved);
      }}
      onPointerUp={() => (start.current = null)}
      onPointerCancel={() => (start.current = null)}
      className={cx(
        'absolute grid touch-none place-items-center outline-none focus-visible:*:ring-4',
        HANDLES[side],
      )}
    >
      <span
        className={cx(
          'bg-on-accent ring-accent rounded-full ring-2',
          isAcross ? 'h-8 w-1.5' : 'h-1.5 w-8',
        )}
      />
    </div>
  );
}
