/** Words of `grid`. */
export const grid = {
  tileSize: 'Size of tiles',
  pixels: '{{value}} pixels',
  scrubber: 'Go to a date',
  shape: 'Arrangement',
  shapes: { justified: 'In their own shapes', square: 'In squares', list: 'As a list' },
  selection: 'Selection',
  clear: 'Clear selection',
  selected_one: '{{count, number}} selected',
  selected_other: '{{count, number}} selected',
  fileMissing: 'File missing',
};
