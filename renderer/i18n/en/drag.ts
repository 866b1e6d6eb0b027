/** Words of `drag`. */
export const drag = {
  shelf: 'Drop to save',
  library: 'Library',
  newCollection: 'New collection',
  save: 'Save to Library',
  'save-to-collection': 'Save to “{{name}}”',
  'save-to-new-collection': 'Save to a new collection',
  'add-to-collection': 'Add to “{{name}}”',
  'add-to-new-collection': 'Add to a new collection',
  favorite: 'Add to Favourites',
  trash: 'Move to trash',
  discard: 'Discard',
  restore: 'Restore',
  nest: 'Move into “{{name}}”',
  unnest: 'Move to the top level',
  recall: 'Use its recipe',
};
