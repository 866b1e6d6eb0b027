/** Words of `workspace`. */
export const workspace = {
  title: 'Workspace',
  gridLabel: 'Results and running jobs',
  inspector: 'Details',
  results_one: '{{count, number}} result',
  results_other: '{{count, number}} results',
  expiring_one: '{{count, number}} result expires soon',
  expiring_other: '{{count, number}} results expire soon',
  saveExpiring: 'Save to Library',
  expiresIn_zero: 'Today',
  expiresIn_one: '{{count, number}} day',
  expiresIn_other: '{{count, number}} days',
  making: 'Making: {{prompt}}',
  cancelOne: 'Cancel this picture',
  cancelled: 'Cancelled',
  nothingCharged: 'Nothing was charged.',
  dismissOne: 'Dismiss this picture',
  commands: {
    open: 'Open',
    save: 'Save to Library',
    saveTo: 'Save to…',
    discard: 'Discard',
  },
  empty: {
    title: 'Your pictures will appear here',
    sentence:
      'Describe one in the bar above and press Generate. Save what you like to the Library; the rest expires by itself.',
    action: 'Write a prompt',
  },
};
