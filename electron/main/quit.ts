import { app } from 'electron';
import type { Supervisor } from '../../core/solo/supervisor.ts';
import type { StudioProcess } from './studio-process.ts';
import type { Windows } from './window.ts';

/**
 * The end: windows hide at once, then both solo processes and the studio stop, side by side, each within its own
 * limit (20 and 10 seconds). Asked again meanwhile, the app goes on waiting.
 */
export function setupQuit(options: {
  windows: Windows;
  studio: StudioProcess;
  solo: Supervisor;
}): void {
  const { windows, studio, solo } = options;
  let state: 'open' | 'closing' | 'closed' = 'open';

  async function close(): Promise<void> {
    await Promise.allSettled([solo.stop(), studio.close()]);
    state = 'closed';
    app.quit();
  }

  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    windows.hide();
    void close();
  });
}
