import type { lineage as en } from '../en/lineage.ts';
import type { Words } from '../words.ts';

export const lineage: Words<typeof en> = {
  title: 'Origines et descendance',
  unknown: 'Absente de la Bibliothèque',
  generation: 'génération {{count, number}}',
  roles: {
    reference: 'd’après une référence',
    edit: 'par retouche',
    mask: 'avec un masque',
    upscale: 'agrandie',
    variation: 'en variante',
    first_frame: 'comme première image',
    last_frame: 'comme dernière image',
    audio: 'comme bande sonore',
  },
  depend_one: '{{count, number}} autre œuvre en est issue. Elle reste, avec sa recette.',
  depend_other: '{{count, number}} autres œuvres en sont issues. Elles restent, avec leur recette.',
  dependMany_one: '{{count, number}} autre œuvre en est issue. Elle reste, avec sa recette.',
  dependMany_other:
    '{{count, number}} autres œuvres en sont issues. Elles restent, avec leur recette.',
  dependPurge_one:
    '{{count, number}} œuvre est issue de ce qui s’en va. Elle ne retrouvera plus son origine.',
  dependPurge_other:
    '{{count, number}} œuvres sont issues de ce qui s’en va. Elles ne retrouveront plus leur origine.',
};
