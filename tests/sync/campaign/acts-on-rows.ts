import type { SyncRow } from '../../../contract/sync.ts';
import { editRow, makeRow, removeRow } from '../../../core/library/edit-rows.ts';
import type { OtherTable } from '../../../core/library/other-rows.ts';
import { enqueuePush } from '../../../core/library/outbox.ts';
import { type Act, deleted, idOf, made, pickOf, type Turn, wrote } from './turn.ts';
import { seenOn } from './view.ts';

const renameSelf: Act = (turn) => {
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
  brands: (turn) => ({ name: turn.fresh(), voice: '' }),
  personalization_tokens: (turn) => ({ name: turn.fresh(), tokens: { place: 'Bergen' } }),
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
  not_duplicates: (turn) => {
    const [one, two] = [pickOf(turn, 'user_library'), pickOf(turn, 'user_library')];
    return one && two && one['id'] !== two['id']
      ? { library_ids: [idOf(one), idOf(two)] }
      : undefined;
  },
};
const NAMES: Readonly<Partial<Record<OtherTable, string>>> = {
  projects: 'title',
  scenes: 'prompt',
  characters: 'persona',
  character_scenes: 'role',
  brands: 'name',
  personalization_tokens: 'name',
  templates: 'name',
  prompts: 'title',
  agents: 'instructions',
  conversations: 'title',
  messages: 'content',
};
const TABLES = Object.keys(BEGINNINGS) as OtherTable[];
const FIRST_TABLES = TABLES.filter((table) => table !== 'not_duplicates');

/**
 * A table that came later is in one schedule of five, of which none is a seed that once found a mistake: those draw what
 * they drew then.
 */
export const tablesOf = (seed: number) => (seed % 5 === 1 ? TABLES : FIRST_TABLES);

const begin: Act = (turn) => {
  const table = turn.random.pick(turn.tables);
  const fields = table && BEGINNINGS[table]?.(turn);
  if (!table || !fields) return;
  const row = makeRow(turn.device.context, table, fields);
  made(turn, table, idOf(row), fields);
};

const edit: Act = (turn) => {
  const table = turn.random.pick(turn.tables);
  const row = table && pickOf(turn, table);
  const field = table && NAMES[table];
  if (!row || !field) return;
  const fields = { [field]: turn.fresh() };
  editRow(turn.device.context, table, idOf(row), fields);
  wrote(turn, table, row, fields);
};

const end: Act = (turn) => {
  const table = turn.random.pick(turn.tables);
  const row = table && pickOf(turn, table);
  if (!row) return;
  removeRow(turn.device.context, table, idOf(row));
  deleted(turn, table, idOf(row));
};

/** A scene is dragged: it and the one it changes places with are written, each alone. */
const reorder: Act = (turn) => {
  const scene = pickOf(turn, 'scenes');
  const other = scene && pickOf(turn, 'scenes', (row) => row['project_id'] === scene['project_id']);
  if (!scene || !other || scene['id'] === other['id']) return;
  for (const [row, to] of [
    [scene, other['position']],
    [other, scene['position']],
  ] as const) {
    editRow(turn.device.context, 'scenes', idOf(row), { position: to });
    wrote(turn, 'scenes', row, { position: to });
  }
};

/** Each as often as it is drawn. */
export const ACTS_ON_ROWS: readonly Act[] = [
  renameSelf,
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
  reorder,
  reorder,
];
