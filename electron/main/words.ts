import type { Settings } from '../../contract/studio/settings.ts';

type Setting = Settings['language'];
type Language = Exclude<Setting, 'system'>;

/** What the desktop says outside of its page: the menu and the system's own dialogs. */
const en = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  help: 'Help',
  about: 'About Atelier',
  services: 'Services',
  hide: 'Hide Atelier',
  hideOthers: 'Hide Others',
  unhide: 'Show All',
  quit: 'Quit Atelier',
  close: 'Close Window',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  fullScreen: 'Full Screen',
  reload: 'Reload',
  developerTools: 'Developer Tools',
  minimize: 'Minimize',
  zoom: 'Zoom',
  dataFolder: 'Show Library Folder',
  inUse: 'This library is already open in Atelier, perhaps in a browser. Close it there first.',
  newer: 'A newer Atelier has changed this library. Open it with that version.',
  readOnly: 'The library folder cannot be written to. Check its permissions.',
  full: 'The disk is full. Make some room, then open Atelier again.',
  failed: 'Atelier could not open this library.',
  pageGone: 'Atelier’s window keeps failing. Quit and open it again.',
  noKeychain:
    'This system has no keychain. Keys and sign-ins are kept until you quit Atelier, and never written to disk.',
};
export type Words = typeof en;

const fr: Words = {
  file: 'Fichier',
  edit: 'Édition',
  view: 'Présentation',
  window: 'Fenêtre',
  help: 'Aide',
  about: 'À propos d’Atelier',
  services: 'Services',
  hide: 'Masquer Atelier',
  hideOthers: 'Masquer les autres',
  unhide: 'Tout afficher',
  quit: 'Quitter Atelier',
  close: 'Fermer la fenêtre',
  undo: 'Annuler',
  redo: 'Rétablir',
  cut: 'Couper',
  copy: 'Copier',
  paste: 'Coller',
  selectAll: 'Tout sélectionner',
  fullScreen: 'Plein écran',
  reload: 'Recharger',
  developerTools: 'Outils de développement',
  minimize: 'Réduire',
  zoom: 'Agrandir',
  dataFolder: 'Afficher le dossier de la bibliothèque',
  inUse:
    'Cette bibliothèque est déjà ouverte dans Atelier, peut-être dans un navigateur. Fermez-la d’abord.',
  newer:
    'Une version plus récente d’Atelier a modifié cette bibliothèque. Ouvrez-la avec celle-ci.',
  readOnly: 'Le dossier de la bibliothèque n’est pas modifiable. Vérifiez ses droits d’accès.',
  full: 'Le disque est plein. Libérez de la place, puis rouvrez Atelier.',
  failed: 'Atelier n’a pas pu ouvrir cette bibliothèque.',
  pageGone: 'La fenêtre d’Atelier échoue sans cesse. Quittez, puis rouvrez l’application.',
  noKeychain:
    'Ce système n’a pas de trousseau. Les clés et les connexions sont gardées jusqu’à la fermeture d’Atelier, jamais sur le disque.',
};

const WORDS: Readonly<Record<Language, Words>> = { en, fr };

/** The words of a language; `system` follows the first of the machine's languages that Atelier speaks. */
export function wordsOf(setting: Setting, systemLanguages: readonly string[]): Words {
  if (setting !== 'system') return WORDS[setting];
  for (const tag of systemLanguages) {
    const language = tag.toLowerCase().split('-')[0];
    if (language === 'en' || language === 'fr') return WORDS[language];
  }
  return WORDS.en;
}
