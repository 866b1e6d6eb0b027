import type { viewer as en } from '../en/viewer.ts';
import type { Words } from '../words.ts';

export const viewer: Words<typeof en> = {
  label: 'Vue agrandie : {{name}}',
  untitled: 'Sans titre',
  position: '{{at, number}} sur {{count, number}}',
  previous: 'Œuvre précédente',
  next: 'Œuvre suivante',
  neighbours: 'Œuvres voisines',
  zoomIn: 'Agrandir',
  zoomOut: 'Réduire',
  zoomFit: 'Voir l’image entière',
  zoomActual: 'Voir à 100 %',
  play: 'Lire',
  pause: 'Pause',
  frameBack: 'Une image en arrière',
  frameForward: 'Une image en avant',
  loop: 'Lire en boucle',
  time: 'Temps',
  origin: {
    ai: 'IA',
    draft: 'Brouillon (sans IA)',
    imported: 'Importée',
  },
  cloudOnly: 'Cet original n’est que dans le nuage. Il arrivera dès que le serveur sera joignable.',
};
