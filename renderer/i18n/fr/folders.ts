import type { folders as en } from '../en/folders.ts';
import type { Words } from '../words.ts';

export const folders: Words<typeof en> = {
  placeholder: 'Chemin d’un dossier',
  choose: 'Choisir…',
  suggestions: 'Dossiers',
  willMake: 'Ce dossier sera créé.',
  show: 'Afficher dans le dossier',
  problems: {
    file: 'Un fichier porte ce nom. Choisissez un dossier.',
    relative: 'Écrivez le chemin entier, depuis la racine du disque ou depuis ~.',
    missing: 'Ce dossier n’existe pas.',
  },
};
