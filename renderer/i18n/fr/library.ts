import type { library as en } from '../en/library.ts';
import type { Words } from '../words.ts';

export const library: Words<typeof en> = {
  sideList: 'Rayons et collections',
  inspector: 'Détails',
  untitled: 'Sans titre',
  noProject: 'Dans aucun projet',
  favorite: 'Favori',
  works_one: '{{count, number}} œuvre',
  works_other: '{{count, number}} œuvres',
  clearSearch: 'Effacer la recherche',
  toWorkspace: 'Aller à l’Atelier',
  sort: {
    label: 'Ordre',
    newest: 'Plus récentes',
    oldest: 'Plus anciennes',
    title: 'Par titre',
    rating: 'Mieux notées',
    largest: 'Plus grandes',
    project: 'Par projet',
    best: 'Plus proches',
  },
  view: {
    label: 'Affichage',
    byDay: 'Grouper par jour',
    stacked: 'Empiler les variantes',
  },
  stack: {
    title_one: 'Pile de {{count, number}}',
    title_other: 'Pile de {{count, number}}',
    open_one: 'Ouvrir la pile de {{count, number}}',
    open_other: 'Ouvrir la pile de {{count, number}}',
    back: 'Revenir à {{name}}',
  },
  columns: {
    title: 'Titre',
    tags: 'Mots-clés',
    rating: 'Note',
    model: 'Modèle',
    size: 'Pixels',
    bytes: 'Fichier',
    date: 'Création',
    sort: 'Ordonner par {{column}}',
  },
  shelves: {
    all: 'Toutes les œuvres',
    favorites: 'Favoris',
    trash: 'Corbeille',
  },
  tools: {
    title: 'Entretien de la bibliothèque',
    importsWords: 'dossier surveiller importer',
    imports: 'Importations',
    duplicates: 'Doublons',
  },
  hints: {
    all: 'Choisissez une œuvre pour voir comment elle a été faite. Déposez des fichiers sur la fenêtre pour les ajouter.',
    favorites: 'Les œuvres que vous avez marquées d’un cœur.',
    trash: 'Les œuvres restent ici 30 jours ; jusque-là, vous pouvez les restaurer.',
    collection:
      'Déposez des œuvres sur une collection pour les y ajouter. Une œuvre peut être dans plusieurs.',
    smart:
      'Toutes les œuvres que sa recherche trouve, celles à venir aussi. Son menu modifie la recherche.',
  },
  commands: {
    open: 'Ouvrir',
    favorite: 'Favori',
    addTo: 'Ajouter à une collection…',
    rate_zero: 'Retirer la note',
    rate_one: 'Donner {{count, number}} étoile',
    rate_other: 'Donner {{count, number}} étoiles',
    similar: 'Chercher des semblables',
    takeOut: 'Retirer de « {{name}} »',
    trash: 'Mettre à la corbeille',
    restore: 'Restaurer',
    purge: 'Supprimer définitivement',
  },
  purge: {
    all: 'Vider la corbeille',
    title_one: 'Supprimer définitivement {{count, number}} œuvre ?',
    title_other: 'Supprimer définitivement {{count, number}} œuvres ?',
    sentence_one:
      'Son fichier est supprimé sur cette machine et dans le nuage. C’est irréversible.',
    sentence_other:
      'Leurs fichiers sont supprimés sur cette machine et dans le nuage. C’est irréversible.',
    button: 'Supprimer définitivement',
  },
  empty: {
    all: {
      title: 'Rien n’est encore gardé',
      sentence: 'Gardez des résultats depuis l’Atelier, ou déposez ici des images de vos dossiers.',
    },
    favorites: {
      title: 'Pas encore de favoris',
      sentence: 'Appuyez sur F, ou sur le cœur d’une œuvre, et elle apparaîtra ici aussi.',
    },
    trash: {
      title: 'La corbeille est vide',
      sentence: 'Ce que vous supprimez attend ici 30 jours.',
    },
    collection: {
      title: '« {{name}} » est vide',
      sentence: 'Déposez des œuvres sur son nom, ou appuyez sur A, pour les y ajouter.',
    },
    smart: {
      title: '« {{name}} » est vide',
      sentence:
        'Aucune œuvre ne répond à sa recherche. Celles qui y répondront viendront d’elles-mêmes.',
    },
    search: {
      title: 'Rien trouvé pour « {{search}} »',
      sentence:
        'Les mots sont cherchés dans les prompts, les titres, les annotations, les mots‑clés, les noms de fichiers et les modèles.',
    },
  },
  import: {
    title: 'Importation',
    choose: 'Ajouter des fichiers',
    drop: 'Déposez pour ajouter à la Bibliothèque',
    dropInto: 'Déposez pour ajouter à « {{name}} »',
    types: 'JPEG, PNG, WebP, GIF, AVIF ou TIFF, jusqu’à 256 Mo chacun',
    running_one: 'Ajout de {{count, number}} fichier',
    running_other: 'Ajout des fichiers : {{done, number}} sur {{count, number}}',
    ended_zero: 'Aucun fichier ajouté',
    ended_one: '{{count, number}} fichier ajouté',
    ended_other: '{{count, number}} fichiers ajoutés',
    one: 'Ajout de {{name}}',
    show: 'Voir dans la Bibliothèque',
    known: 'était déjà dans la bibliothèque',
    alike_one: 'ajouté · ressemble à {{count, number}} autre',
    alike_other: 'ajouté · ressemble à {{count, number}} autres',
    takeBack: 'Annuler l’importation',
    states: {
      waiting: 'en attente',
      sending: 'ajout en cours',
      done: 'ajouté',
    },
  },
};
