import type { SyncRow, SyncTable } from '../../../contract/sync.ts';
import { createOrder } from '../../../core/generate/create-order.ts';
import { cancelOrder } from '../../../core/generate/end-order.ts';
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
import { editRow, makeRow, removeRow } from '../../../core/library/edit-rows.ts';
import type { OtherTable } from '../../../core/library/other-rows.ts';
import { enqueuePush } from '../../../core/library/outbox.ts';
import { importFile } from '../../../core/media/import-file.ts';
import type { MediaStore } from '../../../core/media/media-store.ts';
import { listConflicts, resolveConflict } from '../../../core/sync/conflicts.ts';
import { derivedId } from '../../../core/system/ids.ts';
import {
  discardResults,
  promoteResults,
  restoreResults,
  unpromoteWorks,
} from '../../../core/workspace/move-results.ts';
import type { Random } from '../random.ts';
import type { Deeds } from './deeds.ts';
import type { MemoryDevice } from './memory-device.ts';
import { seenOn } from './view.ts';
import type { Witness } from './witness.ts';

export interface Turn {
  device: MemoryDevice;
  random: Random;
  deeds: Deeds;
  witness: Witness;
  /** A text that nobody else ever wrote. */
  fresh(): string;
}

type Act = (turn: Turn) => void;

function pickOf(turn: Turn, table: SyncTable, where: (row: SyncRow) => boolean = () => true) {
  const rows = [...seenOn(turn.device.eyes, table).values()].filter(where);
  return turn.random.pick(rows);
}
const idOf = (row: SyncRow) => String(row['id']);
const live = (row: SyncRow) => row['trashed_at'] === null;

function wrote(turn: Turn, table: SyncTable, row: SyncRow, given: SyncRow): void {
  // What a field holds already is no edit.
  const changed = Object.entries(given).filter(([field, value]) => row[field] !== value);
  const fields = Object.fromEntries(changed);
  turn.witness.wrote(turn.device, table, idOf(row), fields);
  turn.deeds.wrote(table, idOf(row), fields, row);
}

function made(turn: Turn, table: SyncTable, id: string, fields: SyncRow): void {
  turn.witness.made(turn.device, table, id);
  turn.deeds.made(table, id, fields);
}

function deleted(turn: Turn, table: SyncTable, id: string): void {
  turn.witness.deleted(turn.device, table, id);
  turn.deeds.deleted(table, id);
}

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
  const { id, name } = JSON.parse(kept.value) as { id: string; name: string };
  const before = seenOn(turn.device.eyes, 'collection_items');
  restoreCollection(context, id);
  turn.witness.wrote(turn.device, 'user_collections', id, { name });
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

const order: Act = (turn) => {
  const { context } = turn.device;
  const { id } = createOrder(context, {
    type: 'image',
    prompt: turn.fresh(),
    model: 'draft/studio',
    count: 1 + turn.random.below(2),
    aspectRatio: '1:1',
    quality: 'draft',
    format: 'webp',
  });
  turn.deeds.made('orders', id, {});
};

const cancel: Act = (turn) => {
  const row = pickOf(
    turn,
    'orders',
    ({ status }) => status === 'pending' || status === 'processing',
  );
  if (!row) return;
  cancelOrder(turn.device.context, idOf(row));
  turn.deeds.deleted('orders', idOf(row));
};

const shown = (row: SyncRow) => row['deleted_at'] === null;

const promote: Act = (turn) => {
  const result = pickOf(turn, 'workspace_assets', shown);
  if (!result) return;
  for (const { id } of promoteResults(turn.device.context, [idOf(result)])) {
    made(turn, 'user_library', id, { is_favorite: false });
  }
};

const unpromote: Act = (turn) => {
  const work = pickOf(turn, 'user_library', live);
  if (!work) return;
  unpromoteWorks(turn.device.context, [idOf(work)]);
  deleted(turn, 'user_library', idOf(work));
};

const discard: Act = (turn) => {
  const result = pickOf(turn, 'workspace_assets', shown);
  if (result) discardResults(turn.device.context, [idOf(result)]);
};

const undiscard: Act = (turn) => {
  const result = pickOf(turn, 'workspace_assets', (row) => !shown(row));
  if (result) restoreResults(turn.device.context, [idOf(result)]);
};

const rename2: Act = (turn) => {
  const { device } = turn;
  const [profile] = seenOn(device.eyes, 'profiles').values();
  if (!profile) return;
  const fields = { full_name: turn.fresh() };
  device.context.command(['account'], () =>
    enqueuePush(device.context, { table: 'profiles', rowId: device.user, op: 'upsert', fields }),
  );
  wrote(turn, 'profiles', profile, fields);
};

/** What a row of each table begins with; undefined where what it lies in is not here. */
const BEGINNINGS: Readonly<Partial<Record<OtherTable, (turn: Turn) => SyncRow | undefined>>> = {
  projects: (turn) => {
    const character = pickOf(turn, 'characters');
    return { title: turn.fresh(), character_id: character ? idOf(character) : null };
  },
  scenes: (turn) => {
    const project = pickOf(turn, 'projects');
    return project && { project_id: idOf(project), position: 1, prompt: turn.fresh() };
  },
  characters: (turn) => ({ name: turn.fresh(), persona: '' }),
  character_scenes: (turn) => {
    const [character, scene] = [pickOf(turn, 'characters'), pickOf(turn, 'scenes')];
    if (!character || !scene) return undefined;
    return { character_id: idOf(character), scene_id: idOf(scene), role: '' };
  },
  templates: (turn) => ({ name: turn.fresh(), data: { a: 1 } }),
  prompts: (turn) => ({ prompt: turn.fresh(), title: '', is_favorite: false }),
  agents: (turn) => ({ name: turn.fresh(), instructions: '' }),
  conversations: (turn) => {
    const agent = pickOf(turn, 'agents');
    return { title: turn.fresh(), agent_id: agent ? idOf(agent) : null };
  },
  messages: (turn) => {
    const talk = pickOf(turn, 'conversations');
    return talk && { conversation_id: idOf(talk), role: 'user', content: turn.fresh() };
  },
};
const NAMES: Readonly<Partial<Record<OtherTable, string>>> = {
  projects: 'title',
  scenes: 'prompt',
  characters: 'persona',
  character_scenes: 'role',
  templates: 'name',
  prompts: 'title',
  agents: 'instructions',
  conversations: 'title',
  messages: 'content',
};
const TABLES = Object.keys(BEGINNINGS) as OtherTable[];

const begin: Act = (turn) => {
  const table = turn.random.pick(TABLES);
  const fields = table && BEGINNINGS[table]?.(turn);
  if (!table || !fields) return;
  const row = makeRow(turn.device.context, table, fields);
  made(turn, table, idOf(row), fields);
};

const edit: Act = (turn) => {
  const table = turn.random.pick(TABLES);
  const row = table && pickOf(turn, table);
  const field = table && NAMES[table];
  if (!row || !field) return;
  const fields = { [field]: turn.fresh() };
  editRow(turn.device.context, table, idOf(row), fields);
  wrote(turn, table, row, fields);
};

const end: Act = (turn) => {
  const table = turn.random.pick(TABLES);
  const row = table && pickOf(turn, table);
  if (!row) return;
  removeRow(turn.device.context, table, idOf(row));
  deleted(turn, table, idOf(row));
};

const ACTS: readonly Act[] = [
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
  order,
  order,
  cancel,
  promote,
  promote,
  unpromote,
  discard,
  undiscard,
  rename2,
  begin,
  begin,
  begin,
  begin,
  begin,
  edit,
  edit,
  edit,
  edit,
  end,
];

/** One thing that a creator does, in one transaction of its own. */
export function act(turn: Turn): void {
  turn.random.pick(ACTS)?.(turn);
}

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
