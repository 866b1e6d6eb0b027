import { Monitor, Moon, Palette, RotateCcw, Sun } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Slider } from '../../ui/slider.tsx';
import { Row, Section } from './section.tsx';
import { useSettingsUpdate } from './use-settings-update.ts';

export function Appearance() {
  const { t } = useTranslation('settings');
  const { settings, update } = useSettingsUpdate();
  return (
    <Section id="appearance" icon={Palette}>
      <Row label={t('appearance.theme')}>
        <Segmented
          label={t('appearance.theme')}
          value={settings.theme}
          onChange={(theme) => update({ theme })}
          options={[
            { value: 'dark', label: t('appearance.themes.dark'), icon: Moon },
            { value: 'light', label: t('appearance.themes.light'), icon: Sun },
            { value: 'system', label: t('appearance.themes.system'), icon: Monitor },
          ]}
        />
      </Row>
      <Row label={t('appearance.language')}>
        <Segmented
          label={t('appearance.language')}
          value={settings.language}
          onChange={(language) => update({ language })}
          options={[
            { value: 'en', label: t('appearance.languages.en') },
            { value: 'fr', label: t('appearance.languages.fr') },
            { value: 'system', label: t('appearance.languages.system') },
          ]}
        />
      </Row>
      <Row label={t('appearance.textSize')} hint={t('appearance.textSizeHint')}>
        <TextSize value={settings.textSize} onCommit={(textSize) => update({ textSize })} />
      </Row>
    </Section>
  );
}

/** Applies when the hand lets go: the slider must not grow away from under it. */
function TextSize({ value, onCommit }: { value: number; onCommit: (value: number) => void }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const [moving, setMoving] = useState<number | null>(null);
  const shown = moving ?? value;
  return (
    <div className="flex w-72 items-center gap-3">
      <Slider
        label={t('appearance.textSize')}
        value={shown}
        min={90}
        max={150}
        step={5}
        valueText={format.percent(shown / 100)}
        onChange={setMoving}
        onCommit={(next) => {
          setMoving(null);
          onCommit(next);
        }}
      />
      <output className="tabular w-12 text-right">{format.percent(shown / 100)}</output>
      <IconButton
        icon={RotateCcw}
        label={t('appearance.textSizeReset')}
        disabled={value === 100}
        onClick={() => onCommit(100)}
      />
    </div>
  );
}
