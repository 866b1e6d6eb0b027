import { PanelRightClose } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { rootFontSize, useIsWide } from '../state/media-query.ts';
import { cx } from './cx.ts';
import { IconButton } from './icon-button.tsx';

export interface PanelProps {
  label: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** In rem, so that it grows with the text. */
  width: number;
  onWidthChange: (width: number) => void;
  children: ReactNode;
}

export const PANEL_WIDTH = { min: 16, max: 32, initial: 20 } as const;

const clamp = (width: number) => Math.min(PANEL_WIDTH.max, Math.max(PANEL_WIDTH.min, width));

/** The inspector's frame: at the right, resizable, folds away, and floats over the work in a narrow window. */
export function Panel({ label, open, onOpenChange, width, onWidthChange, children }: PanelProps) {
  const { t } = useTranslation();
  const isWide = useIsWide();
  if (!open) return null;
  return (
    <aside
      aria-label={label}
      style={{ width: `${clamp(width)}rem` }}
      className={cx(
        'relative flex min-h-0 shrink-0 flex-col bg-panel',
        isWide
          ? 'border-l border-line'
          : 'absolute inset-y-0 right-0 z-20 max-w-[85%] animate-fade shadow-dialog',
      )}
    >
      <ResizeHandle width={width} onWidthChange={onWidthChange} />
      <header className="flex h-11 shrink-0 items-center justify-between pr-2 pl-4">
        <h2 className="truncate font-semibold">{label}</h2>
        <IconButton
          icon={PanelRightClose}
          label={t('closePanel')}
          shortcut="]"
          onClick={() => onOpenChange(false)}
        />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">{children}</div>
    </aside>
  );
}

function ResizeHandle({ width, onWidthChange }: Pick<PanelProps, 'width' | 'onWidthChange'>) {
  const { t } = useTranslation();
  const start = useRef<{ x: number; width: number } | null>(null);
  const onPointerMove = (event: PointerEvent) => {
    if (start.current === null) return;
    onWidthChange(clamp(start.current.width + (start.current.x - event.clientX) / rootFontSize()));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: 1, ArrowRight: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onWidthChange(clamp(width + step));
  };
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a window splitter is moved and focused, an <hr> is not
      role="separator"
      aria-orientation="vertical"
      aria-label={t('resizePanel')}
      aria-valuemin={PANEL_WIDTH.min}
      aria-valuemax={PANEL_WIDTH.max}
      aria-valuenow={Math.round(width)}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => (start.current = null)}
      onPointerCancel={() => (start.current = null)}
      onDoubleClick={() => onWidthChange(PANEL_WIDTH.initial)}
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize transition-colors hover:bg-accent/40 focus-visible:bg-accent focus-visible:outline-none"
    />
  );
}
