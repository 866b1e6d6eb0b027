import { Sparkles } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Row, Section } from './section.tsx';
import { useSettingsUpdate } from './use-settings-update.ts';

/** What happens when something is made. */
export function Making() {
  const { t } = useTranslation('settings');
  const { settings, update } = useSettingsUpdate();
  return (
    <Section id="making" icon={Sparkles}>
      <Row
        label={t('making.offerEqual')}
        hint={<span className="block max-w-text">{t('making.offerEqualHint')}</span>}
        htmlFor="making-offer-equal"
      >
        <Checkbox
          id="making-offer-equal"
          checked={settings.offerEqual}
          onChange={(offerEqual) => update({ offerEqual })}
        />
      </Row>
    </Section>
  );
}
