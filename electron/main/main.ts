import { join } from 'node:path';
import { app } from 'electron';
import { createLog, logLevel } from '../../core/system/log.ts';
import { defaultDataDir, studioPaths } from '../../core/system/paths.ts';
import { dataDirOf, linkOf } from './arguments.ts';
import { setupDragOut } from './drag-out.ts';
import { setupFolders } from './folders.ts';
import { createLanguage } from './language.ts';
import { setupMenu } from './menu.ts';
import { setupNotices } from './notices.ts';
import { setupPermissions } from './permissions.ts';
import { registerScheme, setupProtocol } from './protocol.ts';
import { setupQuit } from './quit.ts';
import { createKeychain } from './secrets.ts';
import { showFailure, showNote } from './show-failure.ts';
import { becomeOnlyInstance } from './single-instance.ts';
import { startSolo } from './solo.ts';
import { startStudioProcess, type StudioProcess } from './studio-process.ts';
import { setupUpdater } from './updater.ts';
import { createWindows, type Windows } from './window.ts';

/** The boot order, and nothing else. */
const log = createLog({ level: logLevel('info') }).with({ program: 'desktop' });
const paths = studioPaths(dataDirOf(process.argv) ?? defaultDataDir());
let windows: Windows | undefined;
let firstLink = linkOf(process.argv);

registerScheme();
app.enableSandbox();
if (becomeOnlyInstance({ dataDir: paths.data, onOpen: open })) void app.whenReady().then(boot);
else app.quit();

function open(link?: string): void {
  // A link may come before the app is ready for one.
  if (windows) windows.open(link);
  else firstLink = link ?? firstLink;
}

function boot(): void {
  setupPermissions();
  const language = createLanguage((words) => setupMenu({ dataDir: paths.data, words }));
  const secrets = createKeychain({
    path: join(paths.data, 'secrets.sealed.json'),
    log,
    onUnsealed: () => showNote(language.words().noKeychain),
  });
  let studio: StudioProcess | undefined;
  const solo = startSolo({ dataDir: paths.solo, studio: () => opened(studio), log });
  studio = startStudioProcess({
    dataDir: paths.data,
    secrets,
    log,
    listener: {
      onStart: () => windows?.connect(),
      onFailure: (error) => showFailure(error, language.words()),
      onKeys: (keys) => solo.setKeys(keys),
      onSolo: (wanted) => solo.setWanted(wanted),
      onLanguage: (setting) => language.set(setting),
    },
  });
  setupProtocol({ studio, log });
  windows = createWindows({ studio, statePath: join(paths.data, 'window.json'), language, log });
  setupDragOut({ studio, log });
  setupFolders({ log });
  setupNotices({ windows, log });
  setupQuit({ windows, studio, solo });
  void setupUpdater({ log });
  windows.open(firstLink);
  app.on('activate', () => windows?.open());
}

function opened(studio: StudioProcess | undefined): StudioProcess {
  if (!studio) throw new Error('The solo processes start after the studio.');
  return studio;
}
