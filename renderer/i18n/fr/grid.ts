import type { grid as en } from '../en/grid.ts';
import type { Words } from '../words.ts';

export const grid: Words<typeof en> = {
  tileSize: 'Taille des vignettes',
  pixels: '{{value}} pixels',
  selection: 'Sélection',
  clear: 'Effacer la sélection',
  selected_one: '{{count, number}} sélectionnée',
  selected_other: '{{count, number}} sélectionnées',
  fileMissing: 'Fichier manquant',
};
