import { Info } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useAppInfo } from '../../data/hooks.ts';
import { Row, Section } from './section.tsx';

/** The larger works Atelier stands on; the whole list ships beside the program. */
const LICENCES = [
  ['Electron', 'MIT'],
  ['React', 'MIT'],
  ['Radix UI', 'MIT'],
  ['TanStack Query', 'MIT'],
  ['Tailwind CSS', 'MIT'],
  ['oRPC', 'MIT'],
  ['Lucide', 'ISC'],
  ['Inter', 'OFL-1.1'],
  ['libvips, sharp', 'LGPL-3.0, Apache-2.0'],
  ['SQLite', 'Public domain'],
  ['PGlite', 'Apache-2.0'],
  ['PostgreSQL', 'PostgreSQL'],
  ['Supabase JS', 'MIT'],
] as const;

export function About() {
  const { t } = useTranslation('settings');
  const info = useAppInfo().data;
  return (
    <Section id="about" icon={Info}>
      <Row
        label={info ? t('about.version', { version: info.version }) : ''}
        hint={info && t(info.host === 'desktop' ? 'about.desktop' : 'about.browser')}
      />
      <div className="flex flex-col gap-3 px-4 py-3 text-muted">
        <p className="max-w-text">{t('about.text')}</p>
        <p className="max-w-text">{t('about.draft')}</p>
        <div>
          <p>{t('about.licences')}</p>
          <ul className="mt-1.5 grid grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-x-4 gap-y-1 text-sm">
            {LICENCES.map(([name, licence]) => (
              <li key={name}>{t('about.licenceOf', { name, licence })}</li>
            ))}
          </ul>
        </div>
      </div>
    </Section>
  );
}
