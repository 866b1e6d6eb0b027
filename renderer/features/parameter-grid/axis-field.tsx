import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { cx } from '../../ui/cx.ts';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { CONTROL_CLASSES, Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';
import { type AxisDraft, type AxisKind, type AxisUse, keyOf } from './axis-values.ts';
import { useAxisWords } from './use-axis-words.ts';

interface AxisFieldProps {
  /** Columns, rows or pages. */
  readonly name: string;
  readonly draft: AxisDraft;
  readonly use: AxisUse | undefined;
  readonly kind: AxisKind | undefined;
  readonly uses: readonly AxisUse[];
  readonly onChange: (draft: AxisDraft) => void;
  readonly onRemove?: (() => void) | undefined;
}

/** One way in which the pictures differ: what it is, and its values. */
export function AxisField({ name, draft, use, kind, uses, onChange, onRemove }: AxisFieldProps) {
  const { t } = useTranslation('parameterGrid');
  const words = useAxisWords();
  return (
    <fieldset className="bg-panel ring-line flex min-w-0 flex-col gap-3 rounded-lg p-3 ring-1">
      <legend className="sr-only">{name}</legend>
      <div className="flex items-center gap-2">
        <span aria-hidden className="text-muted w-16 shrink-0 text-sm font-medium">
          {name}
        </span>
        <Select
          label={t('about', { name })}
          value={use ? keyOf(use) : ''}
          options={uses.map((one) => ({ value: keyOf(one), label: words.axis(one) }))}
          onChange={(key) => onChange({ use: key, chosen: [], text: '' })}
          className="min-w-0 flex-1"
        />
        {onRemove && (
          <IconButton icon={X} size="sm" label={t('removeAxis', { name })} onClick={onRemove} />
        )}
      </div>
      {use && kind && (
        <Values name={name} draft={draft} use={use} kind={kind} onChange={onChange} />
      )}
    </fieldset>
  );
}

type ValuesProps = Pick<AxisFieldProps, 'name' | 'draft' | 'onChange'> & {
  readonly use: AxisUse;
  readonly kind: AxisKind;
};

function Values({ name, draft, use, kind, onChange }: ValuesProps) {
  const { t } = useTranslation('parameterGrid');
  const format = useFormat();
  const words = useAxisWords();
  const change = (text: string) => onChange({ ...draft, text });
  if (kind.kind === 'choices') {
    return (
      <div className="flex max-h-40 flex-wrap gap-x-4 gap-y-2 overflow-y-auto">
        {kind.values.map((value) => (
          <label
            key={value}
            htmlFor={`grid-${name}-${value}`}
            className="flex min-h-6 items-center gap-2"
          >
            <Checkbox
              id={`grid-${name}-${value}`}
              checked={draft.chosen.includes(value)}
              onChange={(isChosen) =>
                onChange({
                  ...draft,
                  chosen: isChosen
                    ? [...draft.chosen, value]
                    : draft.chosen.filter((one) => one !== value),
                })
              }
            />
            {words.value(use, value)}
          </label>
        ))}
      </div>
    );
  }
  if (kind.kind === 'numbers') {
    const { range } = kind;
    const hint = range
      ? t('numbersHintOf', { min: format.number(range.min), max: format.number(range.max) })
      : t('numbersHint');
    return (
      <Field label={t('valuesOf', { name: words.axis(use) })} hint={hint}>
        {(control) => (
          <Input
            {...control}
            value={draft.text}
            placeholder="1-4"
            onChange={({ target }) => change(target.value)}
            className="tabular"
          />
        )}
      </Field>
    );
  }
  return (
    <Field label={t('valuesOf', { name: words.axis(use) })} hint={t(hintOf(use))}>
      {(control) => (
        <TextareaAutosize
          {...control}
          rows={3}
          maxRows={8}
          dir="auto"
          value={draft.text}
          onChange={({ target }) => change(target.value)}
          className={cx('px-2.5 py-1.5', CONTROL_CLASSES)}
        />
      )}
    </Field>
  );
}

function hintOf(use: AxisUse): 'sizesHint' | 'lorasHint' | 'linesHint' {
  if (use.kind === 'token') return 'linesHint';
  if (use.parameter === 'size') return 'sizesHint';
  return use.parameter === 'lora' ? 'lorasHint' : 'linesHint';
}
