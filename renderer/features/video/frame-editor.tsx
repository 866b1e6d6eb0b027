import { MoveDiagonal2 } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Frame } from '../../../contract/models.ts';
import { mediaUrl } from '../../transport/media.ts';
import { cx } from '../../ui/cx.ts';
import { moved, resized } from './frame-moves.ts';

interface FrameEditorProps {
  readonly picture: string;
  readonly from: Frame;
  readonly to: Frame;
  readonly onChange: (which: 'from' | 'to', frame: Frame) => void;
}

/** Where the camera begins and where it ends: two frames over the picture, dragged by their middle or a corner. */
export function FrameEditor({ picture, from, to, onChange }: FrameEditorProps) {
  const { t } = useTranslation('video');
  const area = useRef<HTMLDivElement>(null);
  return (
    <div ref={area} className="relative mx-auto w-fit">
      <img
        src={mediaUrl(picture, 1024)}
        alt={t('picture')}
        draggable={false}
        className="block max-h-64 max-w-full rounded-sm opacity-80 select-none"
      />
      <FrameBox
        name={t('from')}
        frame={from}
        area={area}
        onChange={(frame) => onChange('from', frame)}
        className="border-on-accent"
      />
      <FrameBox
        name={t('to')}
        frame={to}
        area={area}
        onChange={(frame) => onChange('to', frame)}
        className="border-accent"
      />
    </div>
  );
}

interface FrameBoxProps {
  name: string;
  frame: Frame;
  area: React.RefObject<HTMLDivElement | null>;
  onChange: (frame: Frame) => void;
  className: string;
}

const STEP = 0.02;

function FrameBox({ name, frame, area, onChange, className }: FrameBoxProps) {
  const { t } = useTranslation('video');
  const start = useRef<{ x: number; y: number; frame: Frame; sizes: boolean } | null>(null);
  const begin = (sizes: boolean) => (event: PointerEvent) => {
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, y: event.clientY, frame, sizes };
  };
  const onPointerMove = (event: PointerEvent) => {
    const box = area.current?.getBoundingClientRect();
    if (!box || start.current === null) return;
    const dx = (event.clientX - start.current.x) / box.width;
    const dy = (event.clientY - start.current.y) / box.height;
    onChange((start.current.sizes ? resized : moved)(start.current.frame, dx, dy));
  };
  const end = () => (start.current = null);
  const onKeyDown = (event: KeyboardEvent) => {
    const [dx, dy] =
      { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ??
      [];
    if (dx === undefined || dy === undefined) return;
    event.preventDefault();
    const change = event.shiftKey ? resized : moved;
    onChange(change(frame, dx * STEP, dy * STEP));
  };
  return (
    <button
      type="button"
      aria-label={t('frameKeys', { name })}
      onPointerDown={begin(false)}
      onPointerMove={onPointerMove}
      onPointerUp={end}
      onPointerCancel={end}
      onKeyDown={onKeyDown}
      className={cx('shadow-float absolute cursor-move touch-none rounded-sm border-2', className)}
      style={{
        left: `${frame.x * 100}%`,
        top: `${frame.y * 100}%`,
        width: `${frame.width * 100}%`,
        height: `${frame.height * 100}%`,
      }}
    >
      <span className="bg-glass text-on-accent absolute top-0 left-0 rounded-br-sm px-1.5 text-xs">
        {name}
      </span>
      <span
        aria-hidden
        onPointerDown={begin(true)}
        className="bg-glass text-on-accent absolute right-0 bottom-0 grid size-5 cursor-nwse-resize place-items-center rounded-tl-sm"
      >
        <MoveDiagonal2 className="size-3.5" />
      </span>
    </button>
  );
}
