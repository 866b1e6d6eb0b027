import { useTranslation } from 'react-i18next';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';

interface NameFieldProps {
  readonly value: string;
  readonly onChange: (name: string) => void;
}

/** What a collection is to be called. */
export function NameField({ value, onChange }: NameFieldProps) {
  const { t } = useTranslation('collections');
  return (
    <Field label={t('name')}>
      {(control) => (
        <Input
          {...control}
          value={value}
          maxLength={120}
          placeholder={t('namePlaceholder')}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
