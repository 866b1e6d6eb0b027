import { useTranslation } from 'react-i18next';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import type { OfferedModel } from './form.ts';
import { useModelOptions } from './use-model-options.tsx';

interface ModelFieldProps {
  readonly models: readonly OfferedModel[];
  readonly model: OfferedModel | undefined;
  readonly onChange: (id: string) => void;
}

/** Which model makes it, as a field of a form. */
export function ModelField({ models, model, onChange }: ModelFieldProps) {
  const { t } = useTranslation('prompt');
  const options = useModelOptions(models);
  return (
    <Field label={t('model')}>
      {({ id }) => <Select id={id} value={model?.id ?? ''} options={options} onChange={onChange} />}
    </Field>
  );
}
