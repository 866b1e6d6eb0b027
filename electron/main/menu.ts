import { app, Menu, type MenuItemConstructorOptions, shell } from 'electron';

/** The application menu: the roles every system expects. Atelier's own commands live in the page and its palette. */
export function setupMenu(options: { dataDir: string }): void {
  const mac: MenuItemConstructorOptions[] =
    process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const view: MenuItemConstructorOptions[] = [
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : ([{ role: 'reload' }, { role: 'toggleDevTools' }] as const)),
  ];
  const template: MenuItemConstructorOptions[] = [
    ...mac,
    { role: 'fileMenu' },
    // Undo and redo stay with the page while no text is edited: the role only acts on text.
    { role: 'editMenu' },
    { role: 'viewMenu', submenu: view },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [{ label: 'Atelier', click: () => void shell.openPath(options.dataDir) }],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
