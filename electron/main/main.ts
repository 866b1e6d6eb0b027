import { join } from 'node:path';
import { app } from 'electron';
import { createLog } from '../../core/system/log.ts';
import { defaultDataDir, studioPaths } from '../../core/system/paths.ts';
import { dataDirOf } from './arguments.ts';
import { setupDragOut } from './drag-out.ts';
import { setupMenu } from './menu.ts';
import { setupPermissions } from './permissions.ts';
import { registerScheme, setupProtocol } from './protocol.ts';
import { createKeychain } from './secrets.ts';
import { becomeOnlyInstance } from './single-instance.ts';
import { startSolo } from './solo.ts';
import { startStudioProcess } from './studio-process.ts';
import { setupUpdater } from './updater.ts';
import { createWindows, type Windows } from './window.ts';

/** The boot order, and nothing else. */
const log = createLog().with({ program: 'desktop' });
let windows: Windows | undefined;

registerScheme();
app.enableSandbox();
if (becomeOnlyInstance({ onOpen: (target) => windows?.open(target) }))
  void app.whenReady().then(boot);
else app.quit();

function boot(): void {
  const paths = studioPaths(dataDirOf(process.argv) ?? defaultDataDir());
  setupPermissions();
  setupMenu({ dataDir: paths.data });
  const secrets = createKeychain(join(paths.data, 'secrets.sealed.json'));
  const studio = startStudioProcess({ dataDir: paths.data, secrets, log });
  const solo = startSolo({ dataDir: paths.solo, studio, log });
  setupProtocol({ studio });
  windows = createWindows({ studio, statePath: join(paths.data, 'window.json'), log });
  setupDragOut({ studio, log });
  setupUpdater({ log });
  windows.open();

  app.on('activate', () => windows?.open());
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (studio.isClosed()) return;
    event.preventDefault();
    void solo
      .stop()
      .then(() => studio.close())
      .finally(() => app.quit());
  });
}
