import type { GeneratorField } from '../../../../contract/generators.ts';
import type { FieldControl } from '../../../ui/field.tsx';
import { Chip } from './chip.tsx';
import type { FieldViewProps } from './field-view.tsx';

interface ChoicesFieldProps extends FieldViewProps {
  readonly field: Extract<GeneratorField, { kind: 'choices' }>;
  readonly control: FieldControl;
}

/** Several of what is offered, in the order they were chosen in. */
export function ChoicesField({ field, language, control, value, onChange }: ChoicesFieldProps) {
  const chosen = Array.isArray(value) ? value : field.default;
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <fieldset id={control.id} className="flex flex-wrap gap-1.5">
      <legend className="sr-only">{field.label[language]}</legend>
      {field.options.map(({ id, label }) => (
        <Chip key={id} isOn={chosen.includes(id)} onPress={() => toggle(id)}>
          {label[language]}
        </Chip>
      ))}
    </fieldset>
  );
}
