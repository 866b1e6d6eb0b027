import { Grid2x2, Grid3x3 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { Slider } from '../../ui/slider.tsx';
import { TILE_SIZES, useTileSize } from './tile-size.ts';

export function TileSizeSlider() {
  const { t } = useTranslation('grid');
  const format = useFormat();
  const { size, set } = useTileSize();
  return (
    <div className="flex w-32 shrink-0 items-center gap-2 text-icon">
      <Grid3x3 aria-hidden className="size-4 shrink-0" />
      <Slider
        label={t('tileSize')}
        value={size}
        min={TILE_SIZES.min}
        max={TILE_SIZES.max}
        step={TILE_SIZES.step}
        valueText={t('pixels', { value: format.number(size) })}
        onChange={set}
      />
      <Grid2x2 aria-hidden className="size-4 shrink-0" />
    </div>
  );
}
