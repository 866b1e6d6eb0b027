import { useTranslation } from 'react-i18next';
import type { GeneratorField } from '../../../../contract/generators.ts';
import type { FieldControl } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Chip } from './chip.tsx';
import type { FieldViewProps } from './field-view.tsx';

/** So many stand side by side; more are a list that opens. */
const MOST_CHIPS = 8;
const NONE = '-';

interface ChoiceFieldProps extends FieldViewProps {
  readonly field: Extract<GeneratorField, { kind: 'choice' }>;
  readonly control: FieldControl;
}

/** Whether its options stand side by side. */
export function isChips(field: ChoiceFieldProps['field']): boolean {
  return field.options.length <= MOST_CHIPS;
}

export function ChoiceField({ field, language, control, value, onChange }: ChoiceFieldProps) {
  const { t } = useTranslation('generators');
  const chosen = typeof value === 'string' && value !== '' ? value : field.default;
  if (isChips(field)) {
    return (
      <div className="flex flex-wrap gap-1.5">
        {field.options.map(({ id, label }) => (
          <Chip
            key={id}
            isOn={chosen === id}
            // What has a usual answer always has one.
            onPress={() => onChange(chosen === id && field.default === undefined ? undefined : id)}
          >
            {label[language]}
          </Chip>
        ))}
      </div>
    );
  }
  const options = field.options.map(({ id, label }) => ({ value: id, label: label[language] }));
  const none = field.default === undefined ? [{ value: NONE, label: t('noChoice') }] : [];
  return (
    <Select
      id={control.id}
      label={field.label[language]}
      value={chosen ?? ''}
      options={[...none, ...options]}
      placeholder={t('choose')}
      onChange={(id) => onChange(id === NONE ? undefined : id)}
    />
  );
}
