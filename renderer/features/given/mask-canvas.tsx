import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useBox } from '../grid/use-box.ts';
import { useCamera, ZOOM_STEP } from '../viewer/use-camera.ts';
import { drawStep, type MaskHistory, type MaskStep } from './mask-strokes.ts';

export interface Brush {
  /** Pixels of the picture. */
  readonly radius: number;
  readonly erases: boolean;
}

interface MaskCanvasProps {
  readonly picture: HTMLImageElement;
  /** The mask of before, in one colour on clear. */
  readonly start: CanvasImageSource | null;
  readonly history: MaskHistory;
  readonly brush: Brush;
  readonly onStep: (step: MaskStep) => void;
}

/** Most pixels across that are drawn while painting: the mask itself is made in the size of the picture. */
const SHOWN = 1_024;

/** What a key does to the scale, as in the large view. */
const CLOSER: Readonly<Record<string, number>> = {
  '+': ZOOM_STEP,
  '=': ZOOM_STEP,
  '-': 1 / ZOOM_STEP,
};

/**
 * The picture with what may change laid over it. The pointer paints, a wheel and two fingers come closer; the keyboard
 * moves the brush, dabs and comes closer.
 */
export function MaskCanvas({ picture, start, history, brush, onStep }: MaskCanvasProps) {
  const { t } = useTranslation('given');
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useBox(frame);
  const whole = view ?? { width: 1, height: 1 };
  const { camera, handlers, isPinching, zoomBy, bringIn } = useCamera(
    frame,
    view,
    whole,
    picture.src,
    false,
  );
  const { naturalWidth, naturalHeight } = picture;
  const scale = Math.min(1, SHOWN / Math.max(naturalWidth, naturalHeight));
  const [width, height] = [Math.round(naturalWidth * scale), Math.round(naturalHeight * scale)];
  const [cursor, setCursor] = useState({ x: naturalWidth / 2, y: naturalHeight / 2 });
  const points = useRef<number[]>([]);

  const draw = useCallback(() => {
    const pen = canvas.current?.getContext('2d');
    if (!pen) return;
    pen.clearRect(0, 0, width, height);
    if (start) pen.drawImage(start, 0, 0, width, height);
    const colour = maskColour();
    for (const step of history.done) drawStep(pen, step, { colour, scale, width, height });
  }, [start, history, scale, width, height]);
  useEffect(draw, [draw]);

  const place = ({ clientX, clientY }: PointerEvent) => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return { x: 0, y: 0 };
    return {
      x: ((clientX - box.left) / box.width) * naturalWidth,
      y: ((clientY - box.top) / box.height) * naturalHeight,
    };
  };
  const stroke = (at: readonly number[]): MaskStep => ({ kind: 'stroke', ...brush, points: at });
  const show = (step: MaskStep) => {
    const pen = canvas.current?.getContext('2d');
    if (pen) drawStep(pen, step, { colour: maskColour(), scale, width, height });
  };
  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    handlers.onPointerDown(event);
    if (isPinching()) {
      // The second finger says that the first did not mean to paint.
      points.current = [];
      return draw();
    }
    const at = place(event);
    points.current = [at.x, at.y];
    show(stroke(points.current));
  };
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    handlers.onPointerMove(event);
    if (isPinching()) return;
    const at = place(event);
    setCursor(at);
    if (points.current.length === 0) return;
    const last = points.current.slice(-2);
    points.current.push(at.x, at.y);
    show(stroke([...last, at.x, at.y]));
  };
  const endStroke = (event: PointerEvent<HTMLCanvasElement>) => {
    handlers.onPointerUp(event);
    if (points.current.length > 0) onStep(stroke(points.current));
    points.current = [];
  };
  const follow = (at: { x: number; y: number }) =>
    bringIn({
      x: (at.x / naturalWidth - 0.5) * whole.width,
      y: (at.y / naturalHeight - 0.5) * whole.height,
    });
  const onKeyDown = (event: KeyboardEvent) => {
    const closer = CLOSER[event.key];
    const step = Math.max(4, brush.radius / 2);
    const [x, y] =
      { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[
        event.key
      ] ?? [];
    if (x !== undefined && y !== undefined) {
      event.preventDefault();
      const to = {
        x: Math.min(naturalWidth, Math.max(0, cursor.x + x)),
        y: Math.min(naturalHeight, Math.max(0, cursor.y + y)),
      };
      setCursor(to);
      follow(to);
      // With Shift the brush paints on its way.
      if (event.shiftKey) onStep(stroke([cursor.x, cursor.y, to.x, to.y]));
    } else if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      onStep(stroke([cursor.x, cursor.y]));
    } else if (closer !== undefined && !event.ctrlKey && !event.metaKey) {
      zoomBy(closer);
      follow(cursor);
    }
  };
  return (
    <div ref={frame} className="bg-well relative mx-auto w-fit overflow-hidden rounded-sm">
      <div
        className="relative"
        style={{ transform: `translate(${camera.x}px, ${camera.y}px) scale(${camera.scale})` }}
      >
        <img
          src={picture.src}
          alt=""
          className="block max-h-[60vh] max-w-full select-none"
          draggable={false}
        />
        <canvas
          ref={canvas}
          width={width}
          height={height}
          tabIndex={0}
          // oxlint-disable-next-line jsx-a11y/no-interactive-element-to-noninteractive-role -- it takes arrows and space itself
          role="application"
          aria-label={t('canvas')}
          aria-describedby="mask-keys"
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={endStroke}
          onPointerCancel={endStroke}
          onKeyDown={onKeyDown}
          className="peer absolute inset-0 size-full cursor-crosshair touch-none opacity-60"
        />
        <span
          aria-hidden
          className="border-on-accent pointer-events-none absolute -translate-1/2 rounded-full border-2 opacity-0 shadow-float peer-hover:opacity-100 peer-focus-visible:opacity-100"
          style={{
            left: `${(cursor.x / naturalWidth) * 100}%`,
            top: `${(cursor.y / naturalHeight) * 100}%`,
            width: `${((brush.radius * 2) / naturalWidth) * 100}%`,
            aspectRatio: '1',
          }}
        />
      </div>
    </div>
  );
}

/** The accent, as a canvas understands it. */
function maskColour(): string {
  return getComputedStyle(document.documentElement).getPropertyValue('--accent').trim() || 'white';
}
