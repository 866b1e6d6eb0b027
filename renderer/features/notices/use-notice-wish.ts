import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notify } from '../../ui/toast.tsx';
import { useSettingsUpdate } from '../settings/use-settings-update.ts';
import { askLeave, hasLeave } from './system-notices.ts';

/** Whether the system tells what is done, and how that is wished for or no longer. */
export function useNoticeWish(): { isOn: boolean; set: (isOn: boolean) => void } {
  const { t } = useTranslation('queue');
  const { settings, update } = useSettingsUpdate();
  const [isAllowed, setAllowed] = useState(hasLeave);

  async function wish(): Promise<void> {
    const leave = await askLeave();
    setAllowed(leave);
    if (leave) update({ notifyDone: true });
    else notify({ message: t('notifyRefused'), tone: 'warning', id: 'notify' });
  }

  return {
    isOn: settings.notifyDone && isAllowed,
    set: (isOn) => {
      if (!isOn) return update({ notifyDone: false });
      wish().catch(() => setAllowed(false));
    },
  };
}
