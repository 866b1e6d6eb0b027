import { useTranslation } from 'react-i18next';
import type { Swatch, Tone } from '../../../contract/assets.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { useLibraryView } from '../library/library-view.ts';
import { Part } from './field-list.tsx';
import { LabelChips } from './label-chips.tsx';

/** The colours of a picture, as wide as they take room in it, and their tones; each finds works of its kind. */
export function PalettePart({
  palette,
  tones,
}: {
  palette: readonly Swatch[];
  tones: readonly Tone[];
}) {
  const { t } = useTranslation('inspector');
  const find = useLibraryView((view) => view.addTerm);
  return (
    <Part title={t('colours')}>
      <div className="ring-line flex h-8 overflow-hidden rounded-md ring-1">
        {palette.map(({ color, share }) => (
          <Tooltip key={color} label={t('findColour', { color })}>
            <button
              type="button"
              aria-label={t('findColour', { color })}
              onClick={() => find('color', color)}
              // A colour that is hardly there can still be pressed.
              style={{ background: color, flexGrow: Math.max(share, 0.08) }}
              className="ring-inside min-w-5 basis-0 transition-opacity hover:opacity-80"
            />
          </Tooltip>
        ))}
      </div>
      <LabelChips
        name={t('tones')}
        labels={tones}
        wordOf={(tone) => t(`toneNames.${tone as Tone}`)}
        quiet
      />
    </Part>
  );
}
