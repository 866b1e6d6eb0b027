import type { ReactNode } from 'react';
import { MAX_PROMPT_LENGTH } from '../../../contract/recipe.ts';
import { cx } from '../../ui/cx.ts';
import { Field } from '../../ui/field.tsx';
import { CONTROL_CLASSES } from '../../ui/input.tsx';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';

interface PromptFieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly placeholder: string;
  readonly rows?: number;
  readonly value: string;
  readonly onText: (text: string) => void;
}

/** A prompt in a form of its own, where the bar is not. */
export function PromptField({ label, hint, rows = 2, onText, ...rest }: PromptFieldProps) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <TextareaAutosize
          {...control}
          {...rest}
          rows={rows}
          maxRows={10}
          dir="auto"
          maxLength={MAX_PROMPT_LENGTH}
          onChange={({ target }) => onText(target.value)}
          className={cx('min-h-16 px-2.5 py-2', CONTROL_CLASSES)}
        />
      )}
    </Field>
  );
}
