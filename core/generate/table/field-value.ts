import type { FieldValue, GeneratorField } from '../../../contract/generators.ts';
import { tokenKey } from '../../../contract/tokens/names.ts';

const YES: ReadonlySet<string> = new Set(['1', 'x', 'yes', 'y', 'true', 'on', 'oui', 'o', 'vrai']);
const NO: ReadonlySet<string> = new Set(['0', 'no', 'n', 'false', 'off', 'non', 'faux']);

/**
 * A cell as the answer of a field: options by their id or their label in either language, lists divided by `;`, `|`
 * or `,`, yes and no in both languages. Null where the cell cannot be one.
 */
export function fieldValueOf(field: GeneratorField, text: string): FieldValue | null {
  switch (field.kind) {
    case 'text':
    case 'textarea':
      return text;
    case 'choice':
      return optionOf(field, text);
    case 'choices': {
      const chosen = parts(text).map((part) => optionOf(field, part));
      return chosen.every((one) => one !== null) ? chosen : null;
    }
    case 'list':
      return parts(text);
    case 'colour':
      return /^#?[0-9a-f]{6}$/i.test(text) ? `#${text.replace('#', '').toLowerCase()}` : null;
    case 'number': {
      // A comma is the point of French numbers.
      const number = Number(text.replace(',', '.'));
      return Number.isFinite(number) ? number : null;
    }
    case 'toggle': {
      const key = tokenKey(text);
      if (YES.has(key)) return true;
      return NO.has(key) ? false : null;
    }
    // A cell holds no picture.
    case 'image':
      return null;
  }
}

function optionOf(
  { options }: Extract<GeneratorField, { kind: 'choice' | 'choices' }>,
  text: string,
): string | null {
  const key = tokenKey(text);
  const option = options.find(({ id, label }) =>
    [id, label.en, label.fr].some((one) => tokenKey(one) === key),
  );
  return option?.id ?? null;
}

function parts(text: string): string[] {
  const sign = [';', '|', ','].find((one) => text.includes(one)) ?? ';';
  return text
    .split(sign)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
