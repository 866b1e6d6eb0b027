import { useTranslation } from 'react-i18next';
import type { FieldProblem } from '../../../../contract/generator-values.ts';
import type { FieldValue, GeneratorField } from '../../../../contract/generators.ts';
import type { Language } from '../../../i18n/language.ts';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { cx } from '../../../ui/cx.ts';
import { Field, type FieldControl } from '../../../ui/field.tsx';
import { CONTROL_CLASSES, Input } from '../../../ui/input.tsx';
import { TokenText } from '../../tokens/token-text.tsx';
import { ChoiceField, isChips } from './choice-field.tsx';
import { ChoicesField } from './choices-field.tsx';
import { ColourField } from './colour-field.tsx';
import { ListField } from './list-field.tsx';
import { PictureField } from './picture-field.tsx';

export interface FieldViewProps {
  readonly field: GeneratorField;
  readonly language: Language;
  readonly value: FieldValue | undefined;
  readonly problem: FieldProblem | undefined;
  readonly onChange: (value: FieldValue | undefined) => void;
}

/** A field of a generator as its file describes it, with what is wrong with its answer beside it. */
export function FieldView(props: FieldViewProps) {
  const { t } = useTranslation('generators');
  const { field, language, problem } = props;
  if (field.kind === 'toggle') return <ToggleField {...props} field={field} />;
  return (
    <Field
      label={
        <>
          {field.label[language]}
          {isOptional(field) && <span className="text-muted font-normal"> · {t('optional')}</span>}
        </>
      }
      isGroup={isGroup(field)}
      hint={field.help?.[language]}
      error={problem && t(`problems.${problem.code}`, { name: problem.name ?? '' })}
    >
      {(control) => <Control {...props} control={control} />}
    </Field>
  );
}

function Control(props: FieldViewProps & { readonly control: FieldControl }) {
  const { field, control, language, value, onChange } = props;
  switch (field.kind) {
    case 'text':
    case 'textarea':
      return (
        <TokenText
          {...control}
          value={typeof value === 'string' ? value : (field.default ?? '')}
          onText={onChange}
          isLine={field.kind === 'text'}
          rows={field.kind === 'text' ? 1 : 3}
          maxRows={field.kind === 'text' ? 3 : 8}
          dir="auto"
          placeholder={field.placeholder?.[language] ?? field.autofill}
          className={cx('px-2.5 py-1.5', CONTROL_CLASSES)}
        />
      );
    case 'choice':
      return <ChoiceField {...props} field={field} />;
    case 'choices':
      return <ChoicesField {...props} field={field} />;
    case 'list':
      return <ListField {...props} field={field} />;
    case 'colour':
      return <ColourField {...props} field={field} />;
    case 'number':
      return (
        <Input
          {...control}
          type="number"
          inputMode="decimal"
          min={field.min}
          max={field.max}
          step={field.step}
          value={typeof value === 'number' ? value : (field.default ?? '')}
          onChange={({ target }) =>
            onChange(target.value === '' ? undefined : target.valueAsNumber)
          }
          className="tabular max-w-32"
        />
      );
    case 'image':
      return <PictureField {...props} />;
    case 'toggle':
      return null;
  }
}

function ToggleField({
  field,
  language,
  value,
  onChange,
}: FieldViewProps & { readonly field: Extract<GeneratorField, { kind: 'toggle' }> }) {
  const id = `toggle-${field.id}`;
  return (
    <div className="flex items-center gap-2">
      <Checkbox
        id={id}
        checked={typeof value === 'boolean' ? value : field.default}
        onChange={onChange}
      />
      <label htmlFor={id}>{field.label[language]}</label>
    </div>
  );
}

/** Whether it is answered by several controls, of which none is the field. */
function isGroup(field: GeneratorField): boolean {
  return (
    field.kind === 'image' ||
    field.kind === 'choices' ||
    field.kind === 'colour' ||
    (field.kind === 'choice' && isChips(field))
  );
}

/** What has a usual answer is answered: "optional" would say nothing. */
function isOptional(field: GeneratorField): boolean {
  const usual = 'default' in field ? field.default : undefined;
  return !field.required && (usual === undefined || (Array.isArray(usual) && usual.length === 0));
}
