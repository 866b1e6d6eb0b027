import type { GeneratorField } from '../../../../contract/generators.ts';
import { Chip } from './chip.tsx';
import type { FieldViewProps } from './field-view.tsx';

interface ChoicesFieldProps extends FieldViewProps {
  readonly field: Extract<GeneratorField, { kind: 'choices' }>;
}

/** Several of what is offered, in the order they were chosen in. */
export function ChoicesField({ field, language, value, onChange }: ChoicesFieldProps) {
  const chosen = Array.isArray(value) ? value : field.default;
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <div className="flex flex-wrap gap-1.5">
      {field.options.map(({ id, label }) => (
        <Chip key={id} isOn={chosen.includes(id)} onPress={() => toggle(id)}>
          {label[language]}
        </Chip>
      ))}
    </div>
  );
}
