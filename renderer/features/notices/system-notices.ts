import type { SystemNotice } from '../../../contract/host.ts';
import { hostApi } from '../../transport/host-api.ts';

/** Whether the system tells what it is given: the desktop's does, a browser only once it was asked for (`askLeave`). */
export function hasLeave(): boolean {
  if (hostApi().showNotice) return true;
  return 'Notification' in window && Notification.permission === 'granted';
}

/** Asks the browser whether notices may be shown: only ever where the creator has just wished for them. */
export async function askLeave(): Promise<boolean> {
  if (hasLeave()) return true;
  if (!('Notification' in window)) return false;
  return (await Notification.requestPermission()) === 'granted';
}

/** Has the system tell it. A desktop follows the link by itself, a browser hands it over. */
export function showNotice(notice: SystemNotice, follow: (link: string) => void): void {
  const { showNotice: show } = hostApi();
  if (show) return show(notice);
  if (!hasLeave()) return;
  const { about, title, body, target } = notice;
  const shown = new Notification(title, { body, tag: about });
  shown.addEventListener('click', () => {
    window.focus();
    follow(target);
    shown.close();
  });
}
