import { Sparkles } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Checkbox } from '../../ui/checkbox.tsx';
import { useNoticeWish } from '../notices/use-notice-wish.ts';
import { Row, Section } from './section.tsx';
import { useSettingsUpdate } from './use-settings-update.ts';

/** What happens when something is made. */
export function Making() {
  const { t } = useTranslation('settings');
  const { settings, update } = useSettingsUpdate();
  const notices = useNoticeWish();
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
      <Row
        label={t('making.notify')}
        hint={<span className="block max-w-text">{t('making.notifyHint')}</span>}
        htmlFor="making-notify"
      >
        <Checkbox id="making-notify" checked={notices.isOn} onChange={notices.set} />
      </Row>
    </Section>
  );
}
