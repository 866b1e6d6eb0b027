import type { duplicates as en } from '../en/duplicates.ts';
import type { Words } from '../words.ts';

export const duplicates: Words<typeof en> = {
  title: 'Doublons',
  groups_one: '{{count, number}} groupe',
  groups_other: '{{count, number}} groupes',
  keep: 'Garder',
  rules: {
    rated: 'Garder la mieux notée',
    largest: 'Garder la plus grande',
    oldest: 'Garder la plus ancienne',
  },
  mergeAll_one: 'Fusionner {{count, number}} groupe',
  mergeAll_other: 'Fusionner {{count, number}} groupes',
  looking: 'Recherche d’œuvres qui se ressemblent…',
  none: 'Aucun doublon',
  noneSentence:
    'Aucune œuvre ne ressemble à une autre. Un même fichier n’est jamais gardé deux fois.',
  explain:
    'L’œuvre gardée reçoit les mots-clés, les collections et la meilleure note de tout son groupe, ainsi que le titre et l’annotation qui lui manquent. Les autres vont à la corbeille. Un seul pas annule le tout.',
  which_one: 'L’œuvre à garder',
  which_other: 'Laquelle des {{count, number}} œuvres garder',
  same: 'Le même fichier.',
  alike: 'Elles se ressemblent.',
  outcome_one: '{{count, number}} va à la corbeille.',
  outcome_other: '{{count, number}} vont à la corbeille.',
  tags_one: '{{count, number}} mot-clé',
  tags_other: '{{count, number}} mots-clés',
  collections_one: '{{count, number}} collection',
  collections_other: '{{count, number}} collections',
  dismiss: 'Pas des doublons',
  merge: 'Fusionner',
};
