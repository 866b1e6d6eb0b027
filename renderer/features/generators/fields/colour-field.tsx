import { X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { colourLabel } from '../../../../contract/colour-names.ts';
import type { GeneratorField } from '../../../../contract/generators.ts';
import { cx } from '../../../ui/cx.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import type { FieldViewProps } from './field-view.tsx';

/** Data of the picture to be made, not of the interface: one of each hue, and greys. */
const OFFERED = [
  '#ff7257',
  '#f5a524',
  '#f7d046',
  '#5bb974',
  '#2a9d8f',
  '#3b82f6',
  '#6d5ae6',
  '#d05ce3',
  '#7b4a24',
  '#222222',
  '#9a9a9a',
  '#ffffff',
] as const;

const CHOSEN = 'outline-accent outline-2 outline-offset-2';

interface ColourFieldProps extends FieldViewProps {
  readonly field: Extract<GeneratorField, { kind: 'colour' }>;
}

/** A colour: one of a few at a press, or any. In the prompt it goes by its name. */
export function ColourField({ field, language, value, onChange }: ColourFieldProps) {
  const { t } = useTranslation('generators');
  const any = useRef<HTMLInputElement>(null);
  const chosen = typeof value === 'string' && value !== '' ? value : field.default;
  const isOffered = OFFERED.some((colour) => colour === chosen);
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {OFFERED.map((colour) => (
        <button
          key={colour}
          type="button"
          aria-label={colourLabel(colour, language)}
          aria-pressed={chosen === colour}
          onClick={() => onChange(colour)}
          style={{ background: colour }}
          className={cx(
            'ring-edge size-6 rounded-sm ring-1 ring-inset',
            chosen === colour && CHOSEN,
          )}
        />
      ))}
      <input
        ref={any}
        type="color"
        aria-label={t('pickColour')}
        title={t('pickColour')}
        value={chosen ?? '#888888'}
        onChange={({ target }) => onChange(target.value)}
        className={cx(
          'ring-edge size-7 rounded-sm bg-transparent ring-1 ring-inset',
          chosen !== undefined && !isOffered && CHOSEN,
        )}
      />
      <span className="text-muted min-w-0 flex-1 truncate text-sm">
        {chosen === undefined ? t('noColour') : colourLabel(chosen, language)}
      </span>
      {typeof value === 'string' && (
        <IconButton
          icon={X}
          size="sm"
          label={t('noColour')}
          onClick={() => {
            // This button goes with the colour.
            any.current?.focus();
            onChange(undefined);
          }}
        />
      )}
    </div>
  );
}
