import type { errors as en } from '../en/errors.ts';
import type { Words } from '../words.ts';

export const errors: Words<typeof en> = {
  invalid_input: {
    title: 'Un élément de la demande ne convient pas.',
    advice: 'Rien n’a été lancé ni débité. Vérifiez les champs signalés, puis réessayez.',
  },
  not_found: {
    title: 'Cet élément n’est plus là.',
    advice:
      'Il a été supprimé ou déplacé, peut-être sur une autre machine. L’affichage est à jour.',
  },
  conflict: {
    title: 'Cet élément a changé entre-temps.',
    advice: 'Rien n’a été écrasé ni débité. Regardez où il en est, puis réessayez.',
  },
  idempotency_conflict: {
    title: 'Cette demande est déjà partie avec un autre contenu.',
    advice: 'La première fait foi. Lancez-en une nouvelle pour ce changement.',
  },
  unauthenticated: {
    title: 'Vous êtes déconnecté.',
    advice: 'Votre travail est en sécurité sur cette machine. Reconnectez-vous dans Compte.',
  },
  forbidden: {
    title: 'Ce compte n’y est pas autorisé.',
    advice: 'Rien n’a changé. Vérifiez que vous utilisez le bon compte.',
  },
  rate_limited: {
    title: 'Trop de demandes en peu de temps.',
    advice: 'Atelier réessaie de lui-même dans un instant.',
  },
  insufficient_credits: {
    title: 'Il n’y a pas assez de crédits.',
    advice:
      'Rien n’a été débité. Demandez moins d’images, une qualité moindre ou un modèle moins cher.',
  },
  quota_exceeded: {
    title: 'La limite de votre formule est atteinte.',
    advice: 'Rien n’a été débité. Elle se rouvre au début de la prochaine période.',
  },
  content_refused: {
    title: 'Le fournisseur a refusé ce texte.',
    advice:
      'Ses règles de contenu ne le permettent pas. Rien n’a été débité. Reformulez ou changez de modèle.',
  },
  model_unavailable: {
    title: 'Ce modèle est indisponible pour le moment.',
    advice: 'Rien n’a été débité. Choisissez un autre modèle ou réessayez plus tard.',
  },
  provider_key_missing: {
    title: 'Ce modèle demande une clé.',
    advice: 'Rien n’a été débité. Saisissez la clé de son fournisseur dans les réglages.',
  },
  provider_key_invalid: {
    title: 'Le fournisseur refuse la clé.',
    advice:
      'Rien n’a été débité. Vérifiez-la dans les réglages et remplacez-la si elle a été révoquée.',
  },
  provider_rate_limited: {
    title: 'Le fournisseur demande une pause.',
    advice: 'Votre clé a envoyé trop de demandes. Atelier réessaie dès que la pause est finie.',
  },
  provider_rejected: {
    title: 'Le fournisseur n’a pas accepté la demande.',
    advice: 'Rien n’a été débité. D’autres réglages ou un autre modèle peuvent convenir.',
  },
  provider_unavailable: {
    title: 'Le fournisseur ne répond pas.',
    advice: 'Rien n’a été débité. Réessayez dans quelques minutes ou changez de modèle.',
  },
  provider_answer_invalid: {
    title: 'La réponse du fournisseur est inutilisable.',
    advice: 'Rien n’a été débité. Un nouvel essai suffit le plus souvent.',
  },
  timeout: {
    title: 'C’était trop long.',
    advice:
      'La demande a été arrêtée et rien n’a été débité. Réessayez, peut-être avec moins d’images.',
  },
  cancelled: {
    title: 'Annulé.',
    advice: 'Ce qui n’a pas été réalisé n’a pas été débité.',
  },
  lease_lost: {
    title: 'Le travail est passé à un autre exécutant.',
    advice: 'Il s’y poursuit ; rien n’est débité deux fois.',
  },
  offline: {
    title: 'Il n’y a pas de connexion.',
    advice: 'Vos modifications sont gardées sur cette machine et partiront dès son retour.',
  },
  backend_unavailable: {
    title: 'Le service ne répond pas.',
    advice:
      'Votre bibliothèque fonctionne et vos modifications sont gardées. Elles partiront à son retour.',
  },
  not_available: {
    title: 'Ce n’est pas disponible ici.',
    advice: 'Il manque à ce serveur ce dont cette fonction a besoin. Tout le reste marche.',
  },
  disk_full: {
    title: 'Le disque est plein.',
    advice: 'Rien n’a été enregistré à moitié. Libérez de la place, puis réessayez.',
  },
  disk_read_only: {
    title: 'Impossible d’écrire sur le disque.',
    advice: 'Rien n’a changé. Vérifiez les droits du dossier de données, puis réessayez.',
  },
  disk_error: {
    title: 'Le disque a signalé une erreur.',
    advice:
      'Rien n’est à moitié enregistré. Réessayez ; si cela se répète, sauvegardez votre bibliothèque sur un autre disque.',
  },
  too_many_files: {
    title: 'Trop de fichiers sont ouverts sur cette machine.',
    advice: 'Rien n’est perdu. Fermez d’autres programmes ou importez moins de fichiers à la fois.',
  },
  file_missing: {
    title: 'Le fichier n’est plus là.',
    advice: 'Il n’est ni sur cette machine ni dans le nuage. Ses informations sont conservées.',
  },
  file_empty: {
    title: 'Le fichier est vide.',
    advice:
      'Il ne contient aucune donnée : rien n’a été importé. Exportez-le de nouveau depuis son origine.',
  },
  file_too_large: {
    title: 'Le fichier est trop grand.',
    advice: 'Rien n’a été importé. La limite est de 256 Mo et 268 mégapixels par image.',
  },
  file_unreadable: {
    title: 'Le fichier est illisible.',
    advice: 'Il est abîmé ou incomplet : rien n’a été importé. Essayez une autre copie.',
  },
  unsupported_media: {
    title: 'Ce type de fichier n’est pas pris en charge.',
    advice: 'Rien n’a été importé. Atelier accepte JPEG, PNG, WebP, GIF, AVIF et TIFF.',
  },
  studio_in_use: {
    title: 'Cette bibliothèque est ouverte dans un autre Atelier.',
    advice: 'Fermez d’abord l’autre, ou ouvrez celui-ci avec un autre dossier de données.',
  },
  library_newer: {
    title: 'Cette bibliothèque vient d’un Atelier plus récent.',
    advice: 'Vous pouvez tout regarder et tout exporter. Mettez Atelier à jour pour la modifier.',
  },
  internal: {
    title: 'Un problème est survenu dans Atelier.',
    advice: 'Votre travail est en sécurité. Réessayez ; si cela se répète, redémarrez Atelier.',
  },
};
