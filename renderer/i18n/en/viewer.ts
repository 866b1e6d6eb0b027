/** Words of `viewer`. */
export const viewer = {
  label: 'Large view: {{name}}',
  untitled: 'Untitled',
  position: '{{at, number}} of {{count, number}}',
  previous: 'Previous work',
  next: 'Next work',
  neighbours: 'Neighbouring works',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomFit: 'Show the whole picture',
  zoomActual: 'Show at 100%',
  play: 'Play',
  pause: 'Pause',
  frameBack: 'A frame back',
  frameForward: 'A frame forward',
  loop: 'Play in a loop',
  time: 'Time',
  origin: {
    ai: 'AI',
    draft: 'Draft (no AI)',
    imported: 'Imported',
  },
};
