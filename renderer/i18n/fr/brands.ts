import type { brands as en } from '../en/brands.ts';
import type { Words } from '../words.ts';

/** Les marques : comment les mots des pages sont composés pour quelqu’un. */
export const brands: Words<typeof en> = {
  brand: 'Marque',
  brandHint: 'Couleurs, polices et logo de toutes les pages.',
  none: 'Sans marque',
  add: 'Nouvelle marque',
  edit: 'Modifier {{name}}',
  editOne: 'Modifier la marque',
  name: 'Nom de la marque',
  namePlaceholder: 'Lumière du Nord',
  nameNeeded: 'Donnez un nom à la marque.',
  sampleTitle: 'Un titre de votre marque',
  sampleBody: 'Et ce qu’elle a à dire, en une phrase ou deux.',
  colours: { background: 'Fond', title: 'Titres', body: 'Texte', accent: 'Accent' },
  faint: {
    title: 'Les titres se lisent mal sur ce fond.',
    body: 'Le texte se lit mal sur ce fond.',
  },
  titleFont: 'Police des titres',
  bodyFont: 'Police des textes',
  fontFile: 'Ajouter un fichier de police (TTF, OTF, WOFF2)',
  fontOwn: 'À vous',
  fontBroken: 'À vous ; elle est inutilisable',
  fontGone: 'Une police absente d’ici',
  fontNotes: {
    coming:
      'Une police de cette marque arrive encore de votre autre machine. Inter la remplace en attendant.',
    missing:
      'Une police de cette marque n’est pas sur cette machine : Inter la remplace. Ajoutez son fichier pour la retrouver.',
    refused:
      'Une police de cette marque est arrivée, mais n’a pas été acceptée : Inter la remplace.',
    unreadable:
      'Une police de cette marque est devenue inutilisable : Inter la remplace. Ajoutez de nouveau son fichier.',
  },
  fontRefused: 'Cette police n’est pas acceptée.',
  refusals: {
    too_large: 'Elle dépasse 10 Mo.',
    no_font: 'Ce n’est pas un fichier TTF, OTF ou WOFF2.',
    collection: 'Le fichier contient plusieurs polices. Extrayez-en une et ajoutez-la.',
    broken: 'Le fichier est abîmé ou incomplet. Essayez-en une autre copie.',
    other:
      'Le serveur contient un autre fichier à sa place. Ajoutez-la de nouveau sur cette machine.',
    unset: 'Rien ne peut être composé avec elle : ses lettres sont vides ou démesurées.',
  },
  logo: 'Logo',
  logoHint: 'Une image à fond transparent convient le mieux. Elle est gardée dans la bibliothèque.',
  corner: 'Coin du logo',
  corners: {
    top_left: 'En haut à gauche',
    top_right: 'En haut à droite',
    bottom_left: 'En bas à gauche',
    bottom_right: 'En bas à droite',
  },
  save: 'Enregistrer la marque',
  saved: '{{name}} est enregistrée.',
  remove: 'Supprimer',
  removed: '{{name}} est supprimée.',
  plate: 'Un fond derrière les mots',
};
