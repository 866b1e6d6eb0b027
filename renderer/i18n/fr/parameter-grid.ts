import type { parameterGrid as en } from '../en/parameter-grid.ts';
import type { Words } from '../words.ts';

export const parameterGrid: Words<typeof en> = {
  title: 'Grille',
  prompt: 'Prompt de la grille',
  promptHint: 'Un mot entre crochets, comme [STYLE], peut être ce qui change.',
  promptExample: 'Un phare au crépuscule dans le style [STYLE]',
  axes: { columns: 'Colonnes', rows: 'Lignes', pages: 'Pages' },
  about: '{{name}} : ce qui change',
  addAxis: 'Ajouter une troisième',
  removeAxis: 'Retirer : {{name}}',
  valuesOf: 'Valeurs : {{name}}',
  numbersHint: 'Par exemple 5, 10, 20 ou 1-4 ou 10-50/10.',
  numbersHintOf: 'De {{min}} à {{max}}, par exemple 5, 10 ou 1-4 ou 10-50/10.',
  linesHint: 'Une par ligne.',
  problems: {
    unchosen: 'Choisissez ce qui change.',
    few: 'Il faut au moins deux valeurs de chaque côté.',
    many: '{{values}} valeurs au plus par côté.',
    twice: 'La même chose ne peut pas changer dans deux sens.',
    cells: '{{cells}} images au plus. Retirez quelques valeurs.',
  },
  facts: 'Ce qui est fait et son prix',
  takes: 'environ {{time}}',
  refused_one: '{{count, number}} ne peut pas être faite et sera laissée de côté. {{why}}',
  refused_other: '{{count, number}} ne peuvent pas être faites et seront laissées de côté. {{why}}',
  run_one: 'Faire {{count, number}} image',
  run_other: 'Faire {{count, number}} images',
  sheet: 'Enregistrer en une planche',
  saved: 'La planche est dans vos téléchargements.',
  all: 'Vos grilles',
  empty: 'Chaque valeur avec chaque autre',
  emptyAdvice:
    'Deux ou trois réglages changent, le reste et la graine demeurent : on voit d’un coup d’œil ce que fait chacun.',
};
