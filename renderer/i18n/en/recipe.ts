/** Words of `recipe`. */
export const recipe = {
  recall: 'Recall settings',
  recallNewSeed: 'Recall without the seed',
  again: 'Generate again',
  copyPrompt: 'Copy prompt',
  copySeed: 'Copy seed',
};
