import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type SettingsSection, useView } from '../../state/view.ts';
import { cx } from '../../ui/cx.ts';
import { About } from './about.tsx';
import { Account } from './account.tsx';
import { AnalysisSettings } from './analysis.tsx';
import { Appearance } from './appearance.tsx';
import { Making } from './making.tsx';
import { Offline } from './offline.tsx';
import { ProviderKeys } from './provider-keys.tsx';
import { sectionId } from './section.tsx';
import { Storage } from '../storage/storage.tsx';
import { Sync } from './sync.tsx';

const SECTIONS: readonly SettingsSection[] = [
  'appearance',
  'making',
  'keys',
  'analysis',
  'account',
  'sync',
  'offline',
  'storage',
  'about',
];

/** Scrolls to a section and puts the focus on its heading, from where the keyboard goes on. */
function goTo(section: SettingsSection): void {
  const heading = document.getElementById(sectionId(section));
  heading?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}

/** Pixels below the top of the view within which a heading begins what is read. */
const READING_LINE = 120;

/** The section that is read: the last one whose heading has passed the line, or the last of all at the very end. */
function sectionInView(view: HTMLElement): SettingsSection {
  const isAtEnd = view.scrollTop > 0 && view.scrollTop + view.clientHeight >= view.scrollHeight - 1;
  if (isAtEnd) return SECTIONS.at(-1) ?? 'about';
  const line = view.getBoundingClientRect().top + READING_LINE;
  const passed = SECTIONS.findLast((section) => {
    const heading = document.getElementById(sectionId(section));
    return heading !== null && heading.getBoundingClientRect().top <= line;
  });
  return passed ?? 'appearance';
}

/** One page of settings that apply at once; a narrow list of its parts beside it. */
export function SettingsScreen() {
  const { t } = useTranslation('settings');
  const asked = useView((state) => state.settingsSection);
  const view = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<SettingsSection>('appearance');
  const look = () => view.current && setCurrent(sectionInView(view.current));
  useEffect(() => {
    if (asked) goTo(asked);
  }, [asked]);

  return (
    <div ref={view} onScroll={look} className="relative h-full overflow-y-auto overscroll-contain">
      <div className="mx-auto grid max-w-240 gap-x-10 px-6 py-8 wide:grid-cols-[10rem_1fr]">
        <h1 className="mb-6 text-xl font-semibold wide:col-span-2">{t('title')}</h1>
        <nav aria-label={t('title')} className="-ml-2.5 hidden wide:block">
          <ul className="sticky top-8 flex flex-col gap-0.5">
            {SECTIONS.map((section) => (
              <li key={section}>
                <button
                  type="button"
                  aria-current={section === current ? 'location' : undefined}
                  onClick={() => goTo(section)}
                  className={cx(
                    'w-full rounded-md px-2.5 py-1.5 text-left transition-colors hover:bg-hover hover:text-ink',
                    section === current ? 'font-medium text-ink' : 'text-muted',
                  )}
                >
                  {t(`sections.${section}`)}
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <div className="flex min-w-0 flex-col gap-9 pb-16">
          <Appearance />
          <Making />
          <ProviderKeys />
          <AnalysisSettings />
          <Account />
          <Sync />
          <Offline />
          <Storage />
          <About />
        </div>
      </div>
    </div>
  );
}
