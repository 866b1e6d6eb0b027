import { useTranslation } from 'react-i18next';
import {
  type Shortcut,
  type ShortcutId,
  type ShortcutScope,
  SHORTCUTS,
} from '../../state/shortcuts.ts';
import { useView } from '../../state/view.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/kbd.tsx';

const SCOPES: readonly ShortcutScope[] = ['everywhere', 'viewer', 'works'];
const ENTRIES = Object.entries(SHORTCUTS) as [ShortcutId, Shortcut][];

/** All shortcuts, by where they work. */
export function ShortcutSheet() {
  const { t } = useTranslation('command');
  const { sheetOpen, setSheetOpen } = useView();
  return (
    <Dialog
      isReading
      open={sheetOpen}
      onOpenChange={setSheetOpen}
      title={t('sheet')}
      className="max-w-200"
    >
      <div className="columns-2 gap-10">
        {SCOPES.map((scope) => (
          <section key={scope} className="mb-6 break-inside-avoid-column">
            <h3 className="mb-1 text-sm font-medium text-muted">{t(`scopes.${scope}`)}</h3>
            <dl>
              {ENTRIES.filter(([, shortcut]) => shortcut.scope === scope).map(([id, { keys }]) => (
                <div key={id} className="flex h-7 items-center justify-between gap-4">
                  <dt className="truncate">{t(`shortcuts.${id}`)}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
