/** The frame: rail, prompt place, strip, and what stands in when a screen fails. */
export const frame = {
  skip: 'Skip to the work',
  rail: 'Screens',
  screens: {
    workspace: 'Workspace',
    library: 'Library',
    generators: 'Generators',
    settings: 'Settings',
  },
  account: 'Account',
  solo: 'On this machine',
  balance: 'Balance: {{credits}}',
  status: 'Status',
  promptPlace: 'Prompt',
  readOnly:
    'A newer Atelier made this library. You can look at everything and export it; update Atelier to change it.',
  crashed: {
    title: 'This screen has stopped.',
    advice:
      'Your work is safe and everything else still runs. Open the screen again, or go to another one.',
    again: 'Open again',
    elsewhere: 'Go to the workspace',
    reload: 'Reload the window',
  },
  sync: {
    starting: 'Backend starting…',
    offline: 'Offline – changes will follow',
    syncing: 'Syncing…',
    syncingCount_one: 'Syncing {{count, number}} change…',
    syncingCount_other: 'Syncing {{count, number}} changes…',
    idle: 'Everything is saved',
    signed_out: 'Signed out – changes wait here',
    paused: 'Paused – changes wait here',
    conflicts_one: '{{count, number}} detail changed on two machines',
    conflicts_other: '{{count, number}} details changed on two machines',
    setAside_one: '{{count, number}} change needs you',
    setAside_other: '{{count, number}} changes need you',
    lost: 'Atelier does not answer – connecting again…',
    closed: 'This window is closed – open the new link of the studio',
    since: 'Last synced {{when}}',
    open: 'Open the sync panel',
  },
};
