import {
  addToCollection,
  createCollection,
  removeCollection,
  renameCollection,
  restoreCollection,
  takeFromCollection,
} from '../../library/edit-collections.ts';
import { listCollections } from '../../library/user-collections.ts';
import type { CallContext, Implementer } from '../call-context.ts';

export function collectionCalls(os: Implementer['collections'], studio: CallContext) {
  const open = () => studio.account().context;
  return {
    list: os.list.handler(() => listCollections(open().db)),
    create: os.create.handler(({ input }) => createCollection(open(), input.name, input.assetIds)),
    rename: os.rename.handler(({ input }) => renameCollection(open(), input.id, input.name)),
    remove: os.remove.handler(({ input }) => removeCollection(open(), input.id)),
    restore: os.restore.handler(({ input }) => restoreCollection(open(), input.id)),
    add: os.add.handler(({ input }) => addToCollection(open(), input.id, input.assetIds)),
    take: os.take.handler(({ input }) => takeFromCollection(open(), input.id, input.assetIds)),
  };
}
