import { changeMembers } from '../collections/acts.ts';
import { useCollectionDialog } from '../collections/collection-dialog-state.ts';
import { membersToAdd } from '../collections/members.ts';
import { restoreWorks, setFavorite, trashWorks } from '../library/acts.ts';
import { knownWorks } from '../library/known-works.ts';
import { discardResults, saveResults } from '../workspace/acts.ts';
import { recall } from '../recipe/recipe-acts.ts';
import { outcomeOf, type Place, type WorksPayload } from './payload.ts';

/** Does what the sentence under the pointer said. */
export function performDrop(payload: WorksPayload, place: Place): void {
  const { ids } = payload;
  const collection = place.kind === 'collection' ? place : undefined;
  switch (outcomeOf(payload, place)) {
    case 'save':
      return void saveResults(ids);
    case 'save-to-collection':
      return void saveResults(ids, collection);
    case 'save-to-new-collection':
      return useCollectionDialog.getState().open({ mode: 'create', from: 'workspace', ids });
    case 'add-to-new-collection':
      return useCollectionDialog.getState().open({ mode: 'create', from: 'library', ids });
    case 'add-to-collection':
      return void (collection && changeMembers(collection, membersToAdd(collection.id, ids), true));
    case 'favorite':
      return void setFavorite(knownWorks(ids), true);
    case 'trash':
      return void trashWorks(ids);
    case 'discard':
      return void discardResults(ids);
    case 'restore':
      return void restoreWorks(ids);
    case 'recall':
      return void (payload.recipe && recall(payload.recipe, true));
    case undefined:
  }
}
