import { create } from 'zustand';
import { persist } from 'zustand/middleware';

interface NotifyState {
  /** Whether the system tells when work is ready while the window is out of sight. */
  readonly isOn: boolean;
  readonly setOn: (isOn: boolean) => void;
}

export const useNotify = create<NotifyState>()(
  persist((set) => ({ isOn: false, setOn: (isOn) => set({ isOn }) }), {
    name: 'atelier.notify',
    version: 1,
  }),
);

/** Asks the system once whether it may tell; false where it refuses or has no notices. */
export async function allowNotices(): Promise<boolean> {
  if (!('Notification' in window)) return false;
  return (await Notification.requestPermission()) === 'granted';
}

/** Tells by the system where that is wished for, allowed, and the window is out of sight. True if it did. */
export function tellBySystem(title: string, body: string, onClick: () => void): boolean {
  const { isOn } = useNotify.getState();
  if (!isOn || !document.hidden || !('Notification' in window)) return false;
  if (Notification.permission !== 'granted') return false;
  // One notice that changes is enough: a batch would else fill the screen.
  const notice = new Notification(title, { body, tag: 'atelier-queue' });
  notice.onclick = () => {
    window.focus();
    onClick();
    notice.close();
  };
  return true;
}
