import { arena as arenaEn } from './en/arena.ts';
import { batch as batchEn } from './en/batch.ts';
import { brands as brandsEn } from './en/brands.ts';
import { command as commandEn } from './en/command.ts';
import { carousel as carouselEn } from './en/carousel.ts';
import { common as commonEn } from './en/common.ts';
import { collections as collectionsEn } from './en/collections.ts';
import { compare as compareEn } from './en/compare.ts';
import { drag as dragEn } from './en/drag.ts';
import { duplicates as duplicatesEn } from './en/duplicates.ts';
import { enhance as enhanceEn } from './en/enhance.ts';
import { errors as errorsEn } from './en/errors.ts';
import { exporting as exportEn } from './en/export.ts';
import { folders as foldersEn } from './en/folders.ts';
import { frame as frameEn } from './en/frame.ts';
import { generators as generatorsEn } from './en/generators.ts';
import { given as givenEn } from './en/given.ts';
import { grid as gridEn } from './en/grid.ts';
import { history as historyEn } from './en/history.ts';
import { imports as importsEn } from './en/imports.ts';
import { inspector as inspectorEn } from './en/inspector.ts';
import { library as libraryEn } from './en/library.ts';
import { lineage as lineageEn } from './en/lineage.ts';
import { parameterGrid as parameterGridEn } from './en/parameter-grid.ts';
import { prompt as promptEn } from './en/prompt.ts';
import { queue as queueEn } from './en/queue.ts';
import { recipe as recipeEn } from './en/recipe.ts';
import { search as searchEn } from './en/search.ts';
import { settings as settingsEn } from './en/settings.ts';
import { storage as storageEn } from './en/storage.ts';
import { sync as syncEn } from './en/sync.ts';
import { templates as templatesEn } from './en/templates.ts';
import { tokens as tokensEn } from './en/tokens.ts';
import { video as videoEn } from './en/video.ts';
import { viewer as viewerEn } from './en/viewer.ts';
import { workspace as workspaceEn } from './en/workspace.ts';
import { arena as arenaFr } from './fr/arena.ts';
import { batch as batchFr } from './fr/batch.ts';
import { brands as brandsFr } from './fr/brands.ts';
import { command as commandFr } from './fr/command.ts';
import { carousel as carouselFr } from './fr/carousel.ts';
import { common as commonFr } from './fr/common.ts';
import { collections as collectionsFr } from './fr/collections.ts';
import { compare as compareFr } from './fr/compare.ts';
import { drag as dragFr } from './fr/drag.ts';
import { duplicates as duplicatesFr } from './fr/duplicates.ts';
import { enhance as enhanceFr } from './fr/enhance.ts';
import { errors as errorsFr } from './fr/errors.ts';
import { exporting as exportFr } from './fr/export.ts';
import { folders as foldersFr } from './fr/folders.ts';
import { frame as frameFr } from './fr/frame.ts';
import { generators as generatorsFr } from './fr/generators.ts';
import { given as givenFr } from './fr/given.ts';
import { grid as gridFr } from './fr/grid.ts';
import { history as historyFr } from './fr/history.ts';
import { imports as importsFr } from './fr/imports.ts';
import { inspector as inspectorFr } from './fr/inspector.ts';
import { library as libraryFr } from './fr/library.ts';
import { lineage as lineageFr } from './fr/lineage.ts';
import { parameterGrid as parameterGridFr } from './fr/parameter-grid.ts';
import { prompt as promptFr } from './fr/prompt.ts';
import { queue as queueFr } from './fr/queue.ts';
import { recipe as recipeFr } from './fr/recipe.ts';
import { search as searchFr } from './fr/search.ts';
import { settings as settingsFr } from './fr/settings.ts';
import { storage as storageFr } from './fr/storage.ts';
import { sync as syncFr } from './fr/sync.ts';
import { templates as templatesFr } from './fr/templates.ts';
import { tokens as tokensFr } from './fr/tokens.ts';
import { video as videoFr } from './fr/video.ts';
import { viewer as viewerFr } from './fr/viewer.ts';
import { workspace as workspaceFr } from './fr/workspace.ts';

/** One file a namespace and language; a namespace belongs to the screen or part it is named for. */
export const en = {
  arena: arenaEn,
  batch: batchEn,
  brands: brandsEn,
  command: commandEn,
  carousel: carouselEn,
  common: commonEn,
  collections: collectionsEn,
  compare: compareEn,
  drag: dragEn,
  duplicates: duplicatesEn,
  enhance: enhanceEn,
  errors: errorsEn,
  export: exportEn,
  folders: foldersEn,
  frame: frameEn,
  generators: generatorsEn,
  given: givenEn,
  grid: gridEn,
  history: historyEn,
  imports: importsEn,
  inspector: inspectorEn,
  library: libraryEn,
  lineage: lineageEn,
  parameterGrid: parameterGridEn,
  prompt: promptEn,
  queue: queueEn,
  recipe: recipeEn,
  search: searchEn,
  settings: settingsEn,
  storage: storageEn,
  sync: syncEn,
  templates: templatesEn,
  tokens: tokensEn,
  video: videoEn,
  viewer: viewerEn,
  workspace: workspaceEn,
};

export const fr: typeof en = {
  arena: arenaFr,
  batch: batchFr,
  brands: brandsFr,
  command: commandFr,
  carousel: carouselFr,
  common: commonFr,
  collections: collectionsFr,
  compare: compareFr,
  drag: dragFr,
  duplicates: duplicatesFr,
  enhance: enhanceFr,
  errors: errorsFr,
  export: exportFr,
  folders: foldersFr,
  frame: frameFr,
  generators: generatorsFr,
  given: givenFr,
  grid: gridFr,
  history: historyFr,
  imports: importsFr,
  inspector: inspectorFr,
  library: libraryFr,
  lineage: lineageFr,
  parameterGrid: parameterGridFr,
  prompt: promptFr,
  queue: queueFr,
  recipe: recipeFr,
  search: searchFr,
  settings: settingsFr,
  storage: storageFr,
  sync: syncFr,
  templates: templatesFr,
  tokens: tokensFr,
  video: videoFr,
  viewer: viewerFr,
  workspace: workspaceFr,
};
