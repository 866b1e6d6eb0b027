import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingsSection } from '../../state/view.ts';

interface SectionProps {
  id: SettingsSection;
  icon: LucideIcon;
  intro?: string;
  children: ReactNode;
}

/** The id of a section's heading, which links scroll to and focus. */
export const sectionId = (id: SettingsSection) => `settings-${id}`;

export function Section({ id, icon: Icon, intro, children }: SectionProps) {
  const { t } = useTranslation('settings');
  return (
    <section aria-labelledby={sectionId(id)} className="scroll-mt-6">
      <h2
        id={sectionId(id)}
        tabIndex={-1}
        className="flex scroll-mt-6 items-center gap-2 text-md font-semibold outline-none"
      >
        <Icon aria-hidden className="size-4 text-icon" />
        {t(`sections.${id}`)}
      </h2>
      {intro !== undefined && <p className="mt-1.5 max-w-text text-muted">{intro}</p>}
      <div className="mt-3 divide-y divide-line rounded-lg bg-panel ring-1 ring-line ring-inset">
        {children}
      </div>
    </section>
  );
}

interface RowProps {
  label: ReactNode;
  hint?: ReactNode;
  /** The id of the control, where the label names it. */
  htmlFor?: string;
  children?: ReactNode;
}

/** One setting: what it is on the left, its control on the right. */
export function Row({ label, hint, htmlFor, children }: RowProps) {
  return (
    <div className="flex min-h-14 flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-48 flex-1">
        {htmlFor === undefined ? (
          <div className="font-medium">{label}</div>
        ) : (
          <label htmlFor={htmlFor} className="block font-medium">
            {label}
          </label>
        )}
        {hint !== undefined && hint !== null && (
          <div className="mt-0.5 text-sm text-muted">{hint}</div>
        )}
      </div>
      {children}
    </div>
  );
}
