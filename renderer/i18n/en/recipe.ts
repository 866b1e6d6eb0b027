/** Words of `recipe`. */
export const recipe = {
  recall: 'Recall settings',
  recallNewSeed: 'Recall without the seed',
  recallPrompt: 'Recall the prompt only',
  dropFile: 'Drop to use its recipe',
  noRecipe_one: 'This file carries no recipe.',
  noRecipe_other: 'None of these files carries a recipe.',
  noRecipeDetail:
    'Pictures of Atelier, ComfyUI, InvokeAI, Automatic1111 and SwarmUI usually do, unless they were saved again elsewhere.',
  again: 'Generate again',
  copyPicture: 'Copy picture',
  copyPrompt: 'Copy prompt',
  copySeed: 'Copy seed',
};
