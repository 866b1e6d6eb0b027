import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { toast, Toaster } from 'sonner';
import { Kbd } from './kbd.tsx';

export type ToastTone = 'neutral' | 'success' | 'warning' | 'danger';

export interface Notice {
  message: string;
  /** A second, quieter line. */
  detail?: string;
  tone?: ToastTone;
  /** Takes back what was just done. It also runs on Ctrl/Cmd+Z as long as the screen says so. */
  undo?: () => void;
  /** Another way on: a label and what it does. */
  action?: { label: string; run: () => void };
  /** A second notice with the same id takes the place of the first. */
  id?: string;
  /** Said elsewhere to those who listen: it is brought up to date more often than anyone wants to hear. */
  isSilent?: boolean;
}

const TONES = {
  neutral: { icon: Info, className: 'text-icon' },
  success: { icon: CircleCheck, className: 'text-success' },
  warning: { icon: TriangleAlert, className: 'text-warning' },
  danger: { icon: CircleX, className: 'text-danger' },
} as const;

/** Says in a corner what was done, with a way back. Longer when there is something to press or to read. */
export function notify(notice: Notice): void {
  const duration = notice.tone === 'danger' ? 10_000 : notice.undo || notice.action ? 8_000 : 4_000;
  toast.custom((id) => <Toast notice={notice} onClose={() => toast.dismiss(id)} />, {
    duration,
    ...(notice.id !== undefined && { id: notice.id }),
  });
}

function Toast({ notice, onClose }: { notice: Notice; onClose: () => void }) {
  const { t } = useTranslation();
  const { icon: Icon, className } = TONES[notice.tone ?? 'neutral'];
  const press = (run: () => void) => () => {
    run();
    onClose();
  };
  return (
    <div
      {...(notice.isSilent && { 'aria-live': 'off' as const })}
      className="flex w-96 max-w-[calc(100vw-3rem)] items-start gap-3 rounded-lg bg-raised p-3 font-sans text-base text-ink shadow-dialog"
    >
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${className}`} />
      <div className="min-w-0 flex-1 pt-px">
        <p className="wrap-break-word">{notice.message}</p>
        {notice.detail !== undefined && (
          <p className="mt-0.5 text-sm text-muted">{notice.detail}</p>
        )}
      </div>
      {notice.action && (
        <ToastButton onClick={press(notice.action.run)}>{notice.action.label}</ToastButton>
      )}
      {notice.undo && (
        <ToastButton onClick={press(notice.undo)}>
          {t('undo')}
          <Kbd keys="mod+z" />
        </ToastButton>
      )}
    </div>
  );
}

function ToastButton({ onClick, children }: { onClick: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="-my-1 inline-flex h-7 shrink-0 items-center gap-2 rounded-md bg-hover px-2 text-sm font-medium ring-1 ring-line transition-colors ring-inset hover:bg-press"
    >
      {children}
    </button>
  );
}

/** Where notices appear: above the queue strip, in the right corner. Once, in the frame. */
export function Toasts() {
  const { t } = useTranslation();
  return (
    <Toaster
      position="bottom-right"
      offset={{ bottom: '3.25rem', right: '1rem' }}
      containerAriaLabel={t('notifications')}
      visibleToasts={3}
      gap={8}
    />
  );
}
