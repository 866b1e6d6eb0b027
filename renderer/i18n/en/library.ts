/** Words of `library`. */
export const library = {
  sideList: 'Shelves and collections',
  inspector: 'Details',
  untitled: 'Untitled',
  favorite: 'Favourite',
  works_one: '{{count, number}} work',
  works_other: '{{count, number}} works',
  search: 'Search the Library',
  searchShort: 'Search',
  clearSearch: 'Clear search',
  toWorkspace: 'Go to the Workspace',
  sort: {
    label: 'Order',
    newest: 'Newest first',
    oldest: 'Oldest first',
    title: 'By title',
  },
  shelves: {
    all: 'All works',
    favorites: 'Favourites',
    trash: 'Trash',
  },
  hints: {
    all: 'Choose a work to see how it was made. Drag files onto the window to add them.',
    favorites: 'The works you marked with a heart.',
    trash: 'Works stay here for 30 days and can be restored until then.',
    collection: 'Drag works onto a collection to add them. A work may be in several.',
  },
  commands: {
    open: 'Open',
    favorite: 'Favourite',
    addTo: 'Add to collection…',
    takeOut: 'Take out of “{{name}}”',
    trash: 'Move to trash',
    restore: 'Restore',
    purge: 'Delete for good',
  },
  purge: {
    all: 'Empty trash',
    title_one: 'Delete {{count, number}} work for good?',
    title_other: 'Delete {{count, number}} works for good?',
    sentence_one: 'Its file is deleted on this machine and in the cloud. This can’t be undone.',
    sentence_other:
      'Their files are deleted on this machine and in the cloud. This can’t be undone.',
    button: 'Delete for good',
  },
  empty: {
    all: {
      title: 'Nothing saved yet',
      sentence: 'Save results from the Workspace, or drop pictures from your computer here.',
    },
    favorites: {
      title: 'No favourites yet',
      sentence: 'Press F on a work, or its heart, and it stands here too.',
    },
    trash: {
      title: 'The trash is empty',
      sentence: 'What you delete waits here for 30 days.',
    },
    collection: {
      title: '“{{name}}” is empty',
      sentence: 'Drag works onto its name, or press A on a work, to add them.',
    },
    search: {
      title: 'Nothing found for “{{search}}”',
      sentence: 'The search looks at prompts, titles, file names and models.',
    },
  },
  import: {
    title: 'Import',
    choose: 'Add files',
    drop: 'Drop to add to the Library',
    dropInto: 'Drop to add to “{{name}}”',
    types: 'JPEG, PNG, WebP, GIF, AVIF or TIFF, up to 256 MB each',
    running_one: 'Adding {{count, number}} file',
    running_other: 'Adding files: {{done, number}} of {{count, number}}',
    ended_zero: 'No file was added',
    ended_one: '{{count, number}} file added',
    ended_other: '{{count, number}} files added',
    one: 'Adding {{name}}',
    show: 'Show in Library',
    states: {
      waiting: 'waiting',
      sending: 'being added',
      done: 'added',
    },
  },
};
