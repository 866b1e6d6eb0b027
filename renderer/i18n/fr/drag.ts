import type { drag as en } from '../en/drag.ts';
import type { Words } from '../words.ts';

export const drag: Words<typeof en> = {
  shelf: 'Déposez pour garder',
  library: 'Bibliothèque',
  newCollection: 'Nouvelle collection',
  save: 'Garder dans la Bibliothèque',
  'save-to-collection': 'Garder dans « {{name}} »',
  'save-to-new-collection': 'Garder dans une nouvelle collection',
  'add-to-collection': 'Ajouter à « {{name}} »',
  'add-to-new-collection': 'Ajouter à une nouvelle collection',
  favorite: 'Ajouter aux favoris',
  trash: 'Mettre à la corbeille',
  discard: 'Jeter',
  restore: 'Restaurer',
  nest: 'Déplacer dans « {{name}} »',
  unnest: 'Sortir au premier niveau',
  recall: 'Reprendre sa recette',
  'use-as-source': 'Partir de cette image',
  'use-as-reference': 'Utiliser comme référence',
};
