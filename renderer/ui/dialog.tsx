import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { KeyboardEventHandler, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from './cx.ts';
import { IconButton } from './icon-button.tsx';
import { useReturnFocus } from './return-focus.ts';
import { ScrollRegion } from './scroll-region.tsx';

/** The room at the top is for the focus ring of what stands first. */
const BODY = '-mt-1 min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5';

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** Under the title; also what is read out. */
  description?: ReactNode;
  children?: ReactNode;
  /** The actions, at the foot; the main one last. */
  footer?: ReactNode;
  /** Only to be read, and perhaps longer than the window: the keyboard scrolls it. */
  isReading?: boolean;
  /** Keys of the dialog as a whole, wherever in it the focus is. */
  onKeyDown?: KeyboardEventHandler;
  className?: string;
}

/** The first field is what a dialog is opened for, or the one marked `data-first`; where there is none, the dialog itself. */
function focusFirstField(event: Event): void {
  event.preventDefault();
  if (!(event.currentTarget instanceof HTMLElement)) return;
  const dialog = event.currentTarget;
  const field =
    dialog.querySelector<HTMLElement>('[data-first="true"]') ??
    dialog.querySelector<HTMLElement>('input, textarea, [role="combobox"]');
  (field ?? dialog).focus();
}

/** Asks or shows one thing over the screen. Focus stays inside and returns where it came from. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  isReading = false,
  onKeyDown,
  className,
}: DialogProps) {
  const { t } = useTranslation();
  const { remember, giveBack } = useReturnFocus();
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-fade bg-veil" />
        <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center p-6">
          <Primitive.Content
            {...(description === undefined && { 'aria-describedby': undefined })}
            onOpenAutoFocus={(event) => {
              remember();
              focusFirstField(event);
            }}
            onCloseAutoFocus={giveBack}
            onKeyDown={onKeyDown}
            className={cx(
              'pointer-events-auto flex max-h-full w-full max-w-120 animate-pop flex-col overflow-hidden rounded-lg bg-raised shadow-dialog outline-none',
              className,
            )}
          >
            <div className="flex items-start gap-3 py-4 pr-3 pl-5">
              <div className="min-w-0 flex-1 pt-1">
                <Primitive.Title className="text-md font-semibold">{title}</Primitive.Title>
                {description !== undefined && (
                  <Primitive.Description className="mt-1 text-muted">
                    {description}
                  </Primitive.Description>
                )}
              </div>
              <Primitive.Close asChild>
                <IconButton icon={X} label={t('close')} shortcut="escape" />
              </Primitive.Close>
            </div>
            {children !== undefined &&
              (isReading ? (
                <ScrollRegion label={title} className={BODY}>
                  {children}
                </ScrollRegion>
              ) : (
                <div className={BODY}>{children}</div>
              ))}
            {footer !== undefined && (
              <div className="flex justify-end gap-2 border-t border-line px-5 py-3">{footer}</div>
            )}
          </Primitive.Content>
        </div>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
