/** Folders on this machine, wherever one is asked for. */
export const folders = {
  placeholder: 'Path of a folder',
  choose: 'Choose…',
  suggestions: 'Folders',
  willMake: 'This folder will be made.',
  show: 'Show in folder',
  problems: {
    file: 'A file has this name. Choose a folder.',
    relative: 'Type the whole path, from the root of the disk or from ~.',
    missing: 'There is no such folder.',
  },
};
