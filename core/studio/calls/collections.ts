import {
  addToCollection,
  createCollection,
  removeCollection,
  restoreCollection,
  takeFromCollection,
  updateCollection,
} from '../../library/edit-collections.ts';
import { listCollections } from '../../library/user-collections.ts';
import type { CallContext, Implementer } from '../call-context.ts';

export function collectionCalls(os: Implementer['collections'], studio: CallContext) {
  const open = () => studio.account().context;
  return {
    list: os.list.handler(() => listCollections(open().db, open().clock.now())),
    create: os.create.handler(({ input }) =>
      createCollection(open(), input.name, input.assetIds, input),
    ),
    update: os.update.handler(({ input }) => updateCollection(open(), input.id, input, input.act)),
    remove: os.remove.handler(({ input }) => removeCollection(open(), input.id, input.act)),
    restore: os.restore.handler(({ input }) => restoreCollection(open(), input.id)),
    add: os.add.handler(({ input }) =>
      addToCollection(open(), input.id, input.assetIds, input.act),
    ),
    take: os.take.handler(({ input }) =>
      takeFromCollection(open(), input.id, input.assetIds, input.act),
    ),
  };
}
