/** Words of `lineage`: what works were made from. */
export const lineage = {
  title: 'Made from and used for',
  unknown: 'Not in the Library',
  generation: 'generation {{count, number}}',
  roles: {
    reference: 'by a reference',
    edit: 'by editing',
    mask: 'with a mask',
    upscale: 'enlarged',
    variation: 'as a variation',
    first_frame: 'as the first frame',
    last_frame: 'as the last frame',
    audio: 'as its sound',
  },
  depend_one: '{{count, number}} other work was made from it. It stays, with its recipe.',
  depend_other: '{{count, number}} other works were made from it. They stay, with their recipes.',
  dependMany_one: '{{count, number}} other work was made from these. It stays, with its recipe.',
  dependMany_other:
    '{{count, number}} other works were made from these. They stay, with their recipes.',
  dependPurge_one:
    '{{count, number}} work was made from what goes. It will not find its source again.',
  dependPurge_other:
    '{{count, number}} works were made from what goes. They will not find their source again.',
};
