/** Words of `grid`. */
export const grid = {
  tileSize: 'Size of tiles',
  pixels: '{{value}} pixels',
  selection: 'Selection',
  clear: 'Clear selection',
  selected_one: '{{count, number}} selected',
  selected_other: '{{count, number}} selected',
  fileMissing: 'File missing',
};
