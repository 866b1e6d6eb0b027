import type { workspace as en } from '../en/workspace.ts';
import type { Words } from '../words.ts';

export const workspace: Words<typeof en> = {
  title: 'Atelier',
  gridLabel: 'Résultats et tâches en cours',
  inspector: 'Détails',
  results_one: '{{count, number}} résultat',
  results_other: '{{count, number}} résultats',
  expiring_one: '{{count, number}} résultat disparaît bientôt',
  expiring_other: '{{count, number}} résultats disparaissent bientôt',
  saveExpiring: 'Garder dans la Bibliothèque',
  expiresIn_zero: 'Aujourd’hui',
  expiresIn_one: '{{count, number}} jour',
  expiresIn_other: '{{count, number}} jours',
  making: 'En cours : {{prompt}}',
  cancelOne: 'Annuler cette image',
  cancelled: 'Annulée',
  nothingCharged: 'Rien n’a été débité.',
  dismissOne: 'Masquer cette image',
  commands: {
    open: 'Ouvrir',
    save: 'Garder dans la Bibliothèque',
    saveTo: 'Garder dans…',
    discard: 'Jeter',
  },
  empty: {
    title: 'Vos images apparaîtront ici',
    sentence:
      'Décrivez-en une dans la barre ci-dessus et lancez la génération. Gardez celles qui vous plaisent dans la Bibliothèque ; les autres disparaissent d’elles-mêmes.',
    action: 'Écrire un prompt',
  },
};
