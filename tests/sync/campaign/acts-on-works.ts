import {
  addToCollection,
  createCollection,
  removeCollection,
  restoreCollection,
  takeFromCollection,
  updateCollection,
} from '../../../core/library/edit-collections.ts';
import {
  purgeWorks,
  restoreWorks,
  trashWorks,
  updateWorks,
} from '../../../core/library/edit-library.ts';
import { importFile } from '../../../core/media/import-file.ts';
import type { MediaStore } from '../../../core/media/media-store.ts';
import { listConflicts, resolveConflict } from '../../../core/sync/conflicts.ts';
import { derivedId } from '../../../core/system/ids.ts';
import { type Act, deleted, idOf, live, made, pickOf, type Turn, wrote } from './turn.ts';
import { seenOn } from './view.ts';

function member(turn: Turn, collection: string, work: string): void {
  const fields = { collection_id: collection, library_id: work };
  made(turn, 'collection_items', derivedId(collection, work), fields);
}

const retitle: Act = (turn) => {
  const work = pickOf(turn, 'user_library', live);
  if (!work) return;
  const title = turn.fresh();
  updateWorks(turn.device.context, [idOf(work)], { title });
  wrote(turn, 'user_library', work, { custom_title: title });
};

const favorite: Act = (turn) => {
  const work = pickOf(turn, 'user_library', live);
  if (!work) return;
  const isFavorite = work['is_favorite'] !== true;
  updateWorks(turn.device.context, [idOf(work)], { isFavorite });
  wrote(turn, 'user_library', work, { is_favorite: isFavorite });
};

const describe: Act = (turn) => {
  const work = pickOf(turn, 'user_library', live);
  if (!work) return;
  const [notes, rating] = [turn.fresh(), turn.random.below(6)];
  updateWorks(turn.device.context, [idOf(work)], { notes, rating, tags: [notes] });
  wrote(turn, 'user_library', work, { notes, rating, tags: [notes] });
};

const intoProject: Act = (turn) => {
  const [work, project] = [pickOf(turn, 'user_library', live), pickOf(turn, 'projects')];
  if (!work || !project) return;
  updateWorks(turn.device.context, [idOf(work)], { projectId: idOf(project) });
  wrote(turn, 'user_library', work, { project_id: project['id'] });
};

const nest: Act = (turn) => {
  const [inner, outer] = [pickOf(turn, 'user_collections'), pickOf(turn, 'user_collections')];
  if (!inner || !outer) return;
  updateCollection(turn.device.context, idOf(inner), { parentId: idOf(outer) });
  wrote(turn, 'user_collections', inner, { parent_id: outer['id'] });
};

const trash: Act = (turn) => {
  const work = pickOf(turn, 'user_library', live);
  if (!work) return;
  trashWorks(turn.device.context, [idOf(work)]);
  const now = [...seenOn(turn.device.eyes, 'user_library').values()].find(
    (row) => row['id'] === work['id'],
  );
  wrote(turn, 'user_library', work, { trashed_at: now?.['trashed_at'] });
};

const untrash: Act = (turn) => {
  const work = pickOf(turn, 'user_library', (row) => !live(row));
  if (!work) return;
  restoreWorks(turn.device.context, [idOf(work)]);
  wrote(turn, 'user_library', work, { trashed_at: null });
};

const purge: Act = (turn) => {
  const work = pickOf(turn, 'user_library', (row) => !live(row));
  if (!work) return;
  purgeWorks(turn.device.context, [idOf(work)]);
  deleted(turn, 'user_library', idOf(work));
};

const collect: Act = (turn) => {
  const name = turn.fresh();
  const work = pickOf(turn, 'user_library', live);
  const { id } = createCollection(turn.device.context, name, work ? [idOf(work)] : []);
  made(turn, 'user_collections', id, { name });
  if (work) member(turn, id, idOf(work));
};

const rename: Act = (turn) => {
  const collection = pickOf(turn, 'user_collections');
  if (!collection) return;
  const name = turn.fresh();
  updateCollection(turn.device.context, idOf(collection), { name });
  wrote(turn, 'user_collections', collection, { name });
};

const add: Act = (turn) => {
  const [collection, work] = [pickOf(turn, 'user_collections'), pickOf(turn, 'user_library', live)];
  if (!collection || !work) return;
  addToCollection(turn.device.context, idOf(collection), [idOf(work)]);
  member(turn, idOf(collection), idOf(work));
};

const take: Act = (turn) => {
  const collections = seenOn(turn.device.eyes, 'user_collections');
  const item = pickOf(turn, 'collection_items', (row) =>
    collections.has(String(row['collection_id'])),
  );
  if (!item) return;
  const { collection_id: collection, library_id: work } = item;
  takeFromCollection(turn.device.context, String(collection), [String(work)]);
  deleted(turn, 'collection_items', idOf(item));
};

const removeWhole: Act = (turn) => {
  const collection = pickOf(turn, 'user_collections');
  if (!collection) return;
  const inner = [...seenOn(turn.device.eyes, 'user_collections').values()].filter(
    (row) => row['parent_id'] === collection['id'],
  );
  removeCollection(turn.device.context, idOf(collection));
  // What lay in it moves up.
  for (const row of inner) {
    wrote(turn, 'user_collections', row, { parent_id: collection['parent_id'] });
  }
  deleted(turn, 'user_collections', idOf(collection));
};

const bringBack: Act = (turn) => {
  const { eyes, context } = turn.device;
  const kept = turn.random.pick(
    eyes.all<{ value: string }>(
      "select value from settings where key like 'removed-collection:%' order by key",
    ),
  );
  if (!kept) return;
  const { id } = JSON.parse(kept.value) as { id: string };
  const before = seenOn(turn.device.eyes, 'collection_items');
  restoreCollection(context, id);
  turn.witness.made(turn.device, 'user_collections', id);
  for (const [item, row] of seenOn(turn.device.eyes, 'collection_items')) {
    if (row['collection_id'] === id && !before.has(item)) {
      member(turn, id, String(row['library_id']));
    }
  }
};

const resolve: Act = (turn) => {
  const conflict = turn.random.pick(listConflicts(turn.device.eyes));
  if (!conflict) return;
  const { db, context } = turn.device;
  const { table, rowId, field, lost } = conflict;
  const row = seenOn(turn.device.eyes, table).get(rowId);
  const choice = turn.random.chance(0.5) ? 'take_back' : 'dismiss';
  db.transaction(() => resolveConflict(context, conflict.id, choice));
  turn.deeds.shownAsLost(lost);
  if (choice === 'take_back' && row) wrote(turn, table, row, { [field]: lost });
};

/** Each as often as it is drawn. */
export const ACTS_ON_WORKS: readonly Act[] = [
  retitle,
  retitle,
  retitle,
  favorite,
  describe,
  describe,
  intoProject,
  nest,
  trash,
  untrash,
  purge,
  collect,
  rename,
  add,
  add,
  take,
  removeWhole,
  bringBack,
  resolve,
];

/** A file whose bytes are of no interest: only that they are unlike all others. */
export async function importOne(turn: Turn): Promise<void> {
  const sha256 = turn.random.next().toString(16).slice(2).padEnd(64, '0').slice(0, 64);
  const facts = {
    sha256,
    mime: 'image/webp',
    bytes: 10,
    width: 8,
    height: 8,
    thumbhash: null,
  } as const;
  const store = {
    receive: async (_: unknown, use: (file: object) => Promise<unknown>) =>
      use({
        sha256,
        check: async () => ({ facts, embedded: { recipe: null, madeAt: null } }),
        keep: async () => undefined,
      }),
  };
  // An import asks nothing else of the store.
  const { id } = await importFile(turn.device.context, store as unknown as MediaStore, NOTHING, {
    fileName: null,
  });
  made(turn, 'user_library', id, { is_favorite: false });
}

async function* NO_BYTES(): AsyncGenerator<Uint8Array> {}
const NOTHING = NO_BYTES();
