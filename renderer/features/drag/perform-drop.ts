import { changeCollection, changeMembers } from '../collections/acts.ts';
import { useCollectionDialog } from '../collections/collection-dialog-state.ts';
import { useOpenCollections } from '../collections/open-collections.ts';
import { membersToAdd } from '../collections/members.ts';
import { giveReferences, giveSource } from '../given/given-acts.ts';
import { restoreWorks, trashWorks } from '../library/acts.ts';
import { setFavorite } from '../library/edit-acts.ts';
import { knownWorks } from '../library/known-works.ts';
import { discardResults, saveResults } from '../workspace/acts.ts';
import { recall } from '../recipe/recipe-acts.ts';
import {
  type CollectionPayload,
  outcomeOf,
  type Payload,
  type Place,
  type WorksPayload,
} from './payload.ts';

/** Does what the sentence under the pointer said. */
export function performDrop(payload: Payload, place: Place): void {
  if (payload.kind === 'collection') moveCollection(payload, place);
  else dropWorks(payload, place);
}

function moveCollection(payload: CollectionPayload, place: Place): void {
  if (outcomeOf(payload, place) === undefined) return;
  const parentId = place.kind === 'collection' ? place.id : null;
  if (parentId !== null) useOpenCollections.getState().setOpen(parentId, true);
  void changeCollection(payload, { parentId });
}

function dropWorks(payload: WorksPayload, place: Place): void {
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
      return void (payload.recipe && recall(payload.recipe, 'all'));
    case 'use-as-source':
      return payload.sha256s.slice(0, 1).forEach((sha256) => giveSource(sha256, 'vary'));
    case 'use-as-reference':
      return giveReferences(payload.sha256s);
    case 'nest':
    case 'unnest':
    case undefined:
  }
}
