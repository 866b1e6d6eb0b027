import { PanelRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../state/actions.ts';
import { SHORTCUTS, useShortcut } from '../state/shortcuts.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { useInspector, useInspectorOpen } from './inspector.tsx';

/** Opens and folds the inspector, where the screen has one. */
export function InspectorToggle() {
  const { t } = useTranslation(['command', 'common']);
  const label = useInspector((state) => state.label);
  const [open, setOpen] = useInspectorOpen();
  const toggle = () => setOpen(!open);
  useShortcut('inspector', toggle, label !== null);
  useActions(
    label === null
      ? []
      : [
          {
            id: 'inspector',
            title: t('actions.inspector'),
            group: 'view',
            icon: PanelRight,
            shortcut: 'inspector',
            run: toggle,
          },
        ],
  );
  if (label === null) return null;
  return (
    <IconButton
      icon={PanelRight}
      size="sm"
      label={t(open ? 'common:closePanel' : 'common:openPanel')}
      shortcut={SHORTCUTS.inspector.keys}
      pressed={open}
      onClick={toggle}
      className="ring-inside my-auto mr-2"
    />
  );
}
