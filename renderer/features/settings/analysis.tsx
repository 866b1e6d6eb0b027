import { useQuery } from '@tanstack/react-query';
import { ScanEye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { query } from '../../data/query.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Row, Section } from './section.tsx';
import { useSettingsUpdate } from './use-settings-update.ts';

/** What is found out of pictures: their colours here and for nothing, what is in them by a model, on wish. */
export function AnalysisSettings() {
  const { t } = useTranslation('settings');
  const { settings, update } = useSettingsUpdate();
  const { data: meanings } = useQuery({
    ...query('analysis.meanings'),
    enabled: settings.findByMeaning,
  });
  return (
    <Section id="analysis" icon={ScanEye}>
      <Row
        label={t('analysis.local')}
        hint={<span className="block max-w-text">{t('analysis.localText')}</span>}
      />
      <Row
        label={t('analysis.describe')}
        htmlFor="describe-kept"
        hint={<span className="block max-w-text">{t('analysis.describeText')}</span>}
      >
        <Checkbox
          id="describe-kept"
          checked={settings.describeKept}
          onChange={(describeKept) => update({ describeKept })}
        />
      </Row>
      <Row
        label={t('analysis.meaning')}
        htmlFor="find-by-meaning"
        hint={
          <span className="block max-w-text">
            {t('analysis.meaningText')}
            {settings.findByMeaning && meanings && (
              <span className="mt-1 block">
                {meanings.hasModel
                  ? t('analysis.meaningKnown', {
                      known: meanings.known,
                      total: meanings.known + meanings.waiting,
                    })
                  : t('analysis.meaningNoKey')}
              </span>
            )}
          </span>
        }
      >
        <Checkbox
          id="find-by-meaning"
          checked={settings.findByMeaning}
          onChange={(findByMeaning) => update({ findByMeaning })}
        />
      </Row>
    </Section>
  );
}
