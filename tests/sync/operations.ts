import {
  addToCollection,
  createCollection,
  removeCollection,
  updateCollection,
  restoreCollection,
  takeFromCollection,
} from '../../core/library/edit-collections.ts';
import {
  purgeWorks,
  restoreWorks,
  trashWorks,
  updateWorks,
} from '../../core/library/edit-library.ts';
import { listConflicts, resolveConflict } from '../../core/sync/conflicts.ts';
import type { Device } from './device.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';

interface Turn {
  device: Device;
  random: Random;
  ledger: Ledger;
  /** A text that nobody else ever wrote. */
  fresh(): string;
}

type Operation = (turn: Turn) => void;

function workIn({ device, random }: Turn, where: string) {
  const works = device.db.all<{ id: string; title: string | null; is_favorite: number }>(
    `select id, title, is_favorite from user_library where ${where} order by id`,
  );
  return random.pick(works);
}

function collectionOf({ device, random }: Turn) {
  const rows = device.db.all<{ id: string; name: string }>(
    'select id, name from user_collections order by id',
  );
  return random.pick(rows);
}

const retitle: Operation = (turn) => {
  const work = workIn(turn, 'trashed_at is null');
  if (!work) return;
  const title = turn.fresh();
  updateWorks(turn.device.context, [work.id], { title });
  turn.ledger.wrote('custom_title', work.id, { value: title, seen: work.title });
};

const favorite: Operation = (turn) => {
  const work = workIn(turn, 'trashed_at is null');
  if (work) updateWorks(turn.device.context, [work.id], { isFavorite: work.is_favorite === 0 });
};

const trash: Operation = (turn) => {
  const work = workIn(turn, 'trashed_at is null');
  if (work) trashWorks(turn.device.context, [work.id]);
};

const untrash: Operation = (turn) => {
  const work = workIn(turn, 'trashed_at is not null');
  if (work) restoreWorks(turn.device.context, [work.id]);
};

const purge: Operation = (turn) => {
  const work = workIn(turn, 'trashed_at is not null');
  if (!work) return;
  purgeWorks(turn.device.context, [work.id]);
  turn.ledger.purged.add(work.id);
};

const collect: Operation = (turn) => {
  const name = turn.fresh();
  const work = workIn(turn, 'trashed_at is null');
  const { id } = createCollection(turn.device.context, name, work ? [work.id] : []);
  turn.ledger.collections.add(id);
  turn.ledger.wrote('name', id, { value: name, seen: null });
  if (work) turn.ledger.member(id, work.id, turn.device.name, true);
};

const rename: Operation = (turn) => {
  const collection = collectionOf(turn);
  if (!collection) return;
  const name = turn.fresh();
  updateCollection(turn.device.context, collection.id, { name });
  turn.ledger.wrote('name', collection.id, { value: name, seen: collection.name });
};

const add: Operation = (turn) => {
  const [collection, work] = [collectionOf(turn), workIn(turn, 'trashed_at is null')];
  if (!collection || !work) return;
  addToCollection(turn.device.context, collection.id, [work.id]);
  turn.ledger.member(collection.id, work.id, turn.device.name, true);
};

const take: Operation = (turn) => {
  const item = turn.random.pick(
    turn.device.db.all<{ collection_id: string; library_id: string }>(
      `select i.collection_id, i.library_id from collection_items i
       join user_collections c on c.id = i.collection_id order by i.id`,
    ),
  );
  if (!item) return;
  takeFromCollection(turn.device.context, item.collection_id, [item.library_id]);
  turn.ledger.member(item.collection_id, item.library_id, turn.device.name, false);
};

const removeWhole: Operation = (turn) => {
  const collection = collectionOf(turn);
  if (!collection) return;
  removeCollection(turn.device.context, collection.id);
  turn.ledger.removed.add(collection.id);
};

const bringBack: Operation = (turn) => {
  const kept = turn.random.pick(
    turn.device.db.all<{ value: string }>(
      "select value from settings where key like 'removed-collection:%' order by key",
    ),
  );
  if (!kept) return;
  const { id, name } = JSON.parse(kept.value) as { id: string; name: string };
  const before = turn.device.db.get<{ name: string }>(
    'select name from user_collections where id = ?',
    id,
  );
  restoreCollection(turn.device.context, id);
  turn.ledger.wrote('name', id, { value: name, seen: before?.name ?? null });
};

const resolve: Operation = (turn) => {
  const conflict = turn.random.pick(listConflicts(turn.device.db));
  if (!conflict) return;
  turn.ledger.look(turn.device);
  const { db } = turn.device;
  const choice = turn.random.chance(0.5) ? 'take_back' : 'dismiss';
  const seen =
    conflict.table === 'user_library'
      ? db.get<{ value: string | null }>(
          'select title as value from user_library where id = ?',
          conflict.rowId,
        )
      : db.get<{ value: string | null }>(
          'select name as value from user_collections where id = ?',
          conflict.rowId,
        );
  db.transaction(() => resolveConflict(turn.device.context, conflict.id, choice));
  const { field, lost } = conflict;
  const named = field === 'custom_title' || field === 'name';
  if (choice === 'take_back' && named && typeof lost === 'string' && seen) {
    turn.ledger.wrote(field, conflict.rowId, { value: lost, seen: seen.value });
  }
};

const OPERATIONS: readonly Operation[] = [
  retitle,
  retitle,
  retitle,
  favorite,
  favorite,
  trash,
  untrash,
  purge,
  collect,
  rename,
  add,
  add,
  add,
  take,
  removeWhole,
  bringBack,
  resolve,
];

/** One thing that a creator does, in one transaction of its own. */
export function operate(turn: Turn): void {
  turn.random.pick(OPERATIONS)?.(turn);
}
