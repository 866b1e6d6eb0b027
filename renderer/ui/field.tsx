import { useId, type ReactNode } from 'react';
import { cx } from './cx.ts';

/** What a field gives its control: spread it on an `Input`, `Select` or `TextareaAutosize`. */
export interface FieldControl {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

export interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** In words; the control is marked as invalid while it is there. */
  error?: ReactNode;
  /** Several controls under one label, which names the group of them. */
  isGroup?: boolean;
  className?: string;
  children: (control: FieldControl) => ReactNode;
}

const LABEL = 'text-sm font-medium text-muted';

/** A label, its control, a hint and an error, tied together for every reader. */
export function Field({ label, hint, error, isGroup = false, className, children }: FieldProps) {
  const id = useId();
  const hasError = error !== undefined && error !== null && error !== false;
  const hasHint = hint !== undefined && hint !== null;
  const described = [hasHint && `${id}-hint`, hasError && `${id}-error`].filter(Boolean).join(' ');
  const about = described && { 'aria-describedby': described };
  const parts = (
    <>
      {children({
        id,
        ...about,
        ...(hasError && { 'aria-invalid': true as const }),
      })}
      {hasHint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      {hasError && (
        <p id={`${id}-error`} role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
    </>
  );
  const layout = cx('flex min-w-0 flex-col gap-1.5', className);
  if (isGroup) {
    return (
      <fieldset aria-labelledby={`${id}-label`} {...about} className={layout}>
        <span id={`${id}-label`} className={LABEL}>
          {label}
        </span>
        {parts}
      </fieldset>
    );
  }
  return (
    <div className={layout}>
      <label htmlFor={id} className={LABEL}>
        {label}
      </label>
      {parts}
    </div>
  );
}
