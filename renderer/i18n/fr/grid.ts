import type { grid as en } from '../en/grid.ts';
import type { Words } from '../words.ts';

export const grid: Words<typeof en> = {
  tileSize: 'Taille des vignettes',
  pixels: '{{value}} pixels',
  scrubber: 'Aller à une date',
  shape: 'Disposition',
  shapes: { justified: 'Dans leurs proportions', square: 'En carrés', list: 'En liste' },
  selection: 'Sélection',
  clear: 'Effacer la sélection',
  selected_one: '{{count, number}} sélectionnée',
  selected_other: '{{count, number}} sélectionnées',
  fileMissing: 'Fichier manquant',
};
