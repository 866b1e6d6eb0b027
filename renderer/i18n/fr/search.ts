import type { search as en } from '../en/search.ts';
import type { Words } from '../words.ts';

export const search: Words<typeof en> = {
  label: 'Chercher dans la Bibliothèque',
  placeholder: 'Chercher, ou filtrer : tag: rating: is:',
  suggestions: 'Filtres et valeurs',
  clear: 'Effacer la recherche',
  save: 'Garder cette recherche',
  editFilter: 'Modifier le filtre {{text}}',
  removeFilter: 'Retirer le filtre {{text}}',
  not: 'sans',
  similar: 'semblables à celle-ci',
  keys: {
    tag: 'Mot-clé',
    rating: 'Note, de 0 à 5',
    is: 'Genre : favori, vidéo, importée…',
    in: 'Dans une collection',
    model: 'Modèle employé',
    after: 'Faite après un jour',
    before: 'Faite avant un jour',
    on: 'Faite un certain jour',
    ratio: 'Format d’image',
    has: 'Avec annotation, titre, recette…',
    color: 'Couleur',
    type: 'Type de fichier',
    width: 'Largeur en pixels',
    height: 'Hauteur en pixels',
    size: 'Poids du fichier',
    duration: 'Durée en secondes',
    provider: 'Fournisseur',
    seed: 'Graine',
  },
  problems: {
    unknown_filter: 'Il n’y a pas de filtre « {{key}} » : il est cherché comme un mot.',
    no_value: '« {{key}} » attend une valeur.',
    bad_value: '« {{value}} » ne convient pas à « {{key}} ».',
  },
};
