import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

export interface TextareaAutosizeProps extends ComponentProps<'textarea'> {
  /** Lines before it scrolls. */
  maxRows?: number;
}

/** A text field that grows with its text. The browser sizes it: no measuring, no jump. */
export function TextareaAutosize({
  maxRows = 8,
  className,
  style,
  rows = 1,
  ...rest
}: TextareaAutosizeProps) {
  return (
    <textarea
      rows={rows}
      className={cx('block w-full resize-none overflow-y-auto field-sizing-content', className)}
      style={{ maxHeight: `calc(${maxRows} * 1lh + 1rem)`, ...style }}
      {...rest}
    />
  );
}
