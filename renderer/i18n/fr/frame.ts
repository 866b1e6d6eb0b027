import type { frame as en } from '../en/frame.ts';
import type { Words } from '../words.ts';

export const frame: Words<typeof en> = {
  skip: 'Aller au contenu',
  rail: 'Écrans',
  screens: {
    workspace: 'Atelier',
    library: 'Bibliothèque',
    generators: 'Générateurs',
    video: 'Vidéo',
    batch: 'Lots',
    carousel: 'Carrousel',
    arena: 'Comparer',
    settings: 'Réglages',
  },
  account: 'Compte',
  solo: 'Sur cette machine',
  balance: 'Solde : {{credits}}',
  status: 'État',
  promptPlace: 'Prompt',
  readOnly:
    'Cette bibliothèque vient d’un Atelier plus récent. Vous pouvez tout regarder et tout exporter ; mettez Atelier à jour pour la modifier.',
  crashed: {
    title: 'Cet écran s’est arrêté.',
    advice:
      'Votre travail est en sécurité et le reste fonctionne. Rouvrez l’écran ou passez à un autre.',
    again: 'Rouvrir',
    elsewhere: 'Aller à l’Atelier',
    reload: 'Recharger la fenêtre',
  },
  sync: {
    starting: 'Le service démarre…',
    offline: 'Hors ligne – les changements suivront',
    syncing: 'Synchronisation…',
    syncingCount_one: '{{count, number}} changement en cours d’envoi…',
    syncingCount_other: '{{count, number}} changements en cours d’envoi…',
    idle: 'Tout est enregistré',
    signed_out: 'Déconnecté – les changements attendent ici',
    paused: 'En pause – les changements attendent ici',
    conflicts_one: '{{count, number}} détail modifié sur deux machines',
    conflicts_other: '{{count, number}} détails modifiés sur deux machines',
    setAside_one: '{{count, number}} changement attend votre avis',
    setAside_other: '{{count, number}} changements attendent votre avis',
    lost: 'Atelier ne répond pas – nouvelle tentative…',
    closed: 'Cette fenêtre est fermée – ouvrez le nouveau lien du studio',
    since: 'Dernière synchronisation {{when}}',
    open: 'Ouvrir le panneau de synchronisation',
  },
};
