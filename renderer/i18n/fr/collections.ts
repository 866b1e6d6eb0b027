import type { collections as en } from '../en/collections.ts';
import type { Words } from '../words.ts';

export const collections: Words<typeof en> = {
  title: 'Collections',
  create: 'Nouvelle collection',
  createWith_one: 'Elle contiendra {{count, number}} œuvre.',
  createWith_other: 'Elle contiendra {{count, number}} œuvres.',
  createButton: 'Créer',
  createNamed: 'Nouvelle collection « {{name}} »',
  name: 'Nom',
  namePlaceholder: 'Par exemple : Automne',
  rename: 'Renommer',
  remove: 'Supprimer la collection',
  menu: 'Actions pour « {{name}} »',
  emptyHint: 'Nouvelle collection : réunissez les œuvres qui vont ensemble',
  search: 'Chercher ou nommer une collection',
  noneFound: 'Pas encore de collection. Écrivez un nom pour en créer une.',
  libraryOnly: 'Bibliothèque, sans collection',
  pickToSave_one: 'Garder {{count, number}} œuvre dans',
  pickToSave_other: 'Garder {{count, number}} œuvres dans',
  pickToAdd_one: 'Ajouter {{count, number}} œuvre à',
  pickToAdd_other: 'Ajouter {{count, number}} œuvres à',
};
