import { app, Menu, type MenuItemConstructorOptions, shell } from 'electron';
import type { Words } from './words.ts';

/**
 * The application menu: what every system expects, worded by us, for Electron's own labels are English only.
 * Atelier's commands live in the page and its palette. Undo and redo stay with the page while no text is edited.
 */
export function setupMenu(options: { dataDir: string; words: Words }): void {
  const { words } = options;
  const isMac = process.platform === 'darwin';
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ label: 'Atelier', submenu: macMenu(words) }] : []),
    {
      label: words.file,
      submenu: [
        isMac
          ? { role: 'close', label: words.close }
          : { role: 'quit', label: words.quit, accelerator: 'Ctrl+Q' },
      ],
    },
    {
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo },
        { role: 'redo', label: words.redo },
        line,
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'selectAll', label: words.selectAll },
      ],
    },
    {
      label: words.view,
      submenu: [
        { role: 'togglefullscreen', label: words.fullScreen },
        ...(app.isPackaged ? [] : developerItems(words)),
      ],
    },
    {
      role: 'window',
      label: words.window,
      submenu: [
        { role: 'minimize', label: words.minimize },
        { role: 'zoom', label: words.zoom },
      ],
    },
    {
      role: 'help',
      label: words.help,
      submenu: [{ label: words.dataFolder, click: () => void shell.openPath(options.dataDir) }],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function developerItems(words: Words): MenuItemConstructorOptions[] {
  return [
    { role: 'reload', label: words.reload },
    { role: 'toggleDevTools', label: words.developerTools },
  ];
}

function macMenu(words: Words): MenuItemConstructorOptions[] {
  return [
    { role: 'about', label: words.about },
    { type: 'separator' },
    { role: 'services', label: words.services },
    { type: 'separator' },
    { role: 'hide', label: words.hide },
    { role: 'hideOthers', label: words.hideOthers },
    { role: 'unhide', label: words.unhide },
    { type: 'separator' },
    { role: 'quit', label: words.quit },
  ];
}
