import { type LibraryAsset, MAX_TAGS, TRASH_DAYS } from '../../contract/assets.ts';
import { AtelierError } from '../../contract/errors.ts';
import type { ActKind } from '../../contract/studio/history.ts';
import type { LibraryPatch } from '../../contract/studio/library.ts';
import type { SyncRow } from '../../contract/sync.ts';
import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { itemsOfWork } from './collection-items.ts';
import type { LibraryContext } from './context.ts';
import { recordAct, type Step } from './history/record.ts';
import { enqueuePush, withdrawUnsent } from './outbox.ts';
import { cleanTags, foldTag, spelledAsBefore } from './tags.ts';
import { editsOf, findWork, findWorks } from './works.ts';

const TOPICS = ['library', 'collections', 'sync', 'history'] as const;

export function getWork(db: Database, id: string): LibraryAsset {
  const work = findWork(db, id);
  if (!work) throw new AtelierError('not_found', 'This work is not in the library.');
  return work;
}

/** All of a selection, or `not_found`: a command changes everything it names or nothing. */
export function requireWorks(db: Database, ids: readonly string[]): LibraryAsset[] {
  const unique = [...new Set(ids)];
  const works = findWorks(db, unique);
  if (works.length < unique.length) {
    throw new AtelierError('not_found', 'A work of this selection is not in the library.');
  }
  return works;
}

/** What an act of the creator is recorded as. */
interface Doing {
  act: string | undefined;
  kind: ActKind;
  name?: string | null;
}

/** Edits works inside a command and records it: of each only the fields that change. */
function editWorks(
  context: LibraryContext,
  doing: Doing,
  works: readonly LibraryAsset[],
  fieldsOf: (work: LibraryAsset) => SyncRow,
): void {
  const steps: Step[] = [];
  for (const work of works) {
    const seen = editsOf(work);
    const after: SyncRow = {};
    const before: SyncRow = {};
    for (const [field, value] of Object.entries(fieldsOf(work))) {
      if (JSON.stringify(seen[field]) === JSON.stringify(value)) continue;
      after[field] = value;
      before[field] = seen[field];
    }
    if (Object.keys(after).length === 0) continue;
    enqueuePush(context, { table: 'user_library', rowId: work.id, op: 'upsert', fields: after });
    steps.push({ kind: 'edit', table: 'user_library', rowId: work.id, before, after });
  }
  recordAct(context, { ...doing, count: steps.length }, steps);
}

/** Errors: `not_found`; `invalid_input` if a work would have more tags than MAX_TAGS. */
export function updateWorks(
  context: LibraryContext,
  ids: readonly string[],
  patch: LibraryPatch,
  act?: string,
): LibraryAsset[] {
  return context.command(TOPICS, () => {
    const works = requireWorks(context.db, ids);
    const patchTags = tagPatch(context.db, patch);
    editWorks(context, { act, ...kindOf(patch) }, works, (work) => ({
      ...fieldsOf(patch),
      ...(patchTags ? { tags: patchTags(work.tags) } : {}),
    }));
    return findWorks(
      context.db,
      works.map((work) => work.id),
    );
  });
}

function fieldsOf(patch: LibraryPatch): SyncRow {
  const fields: SyncRow = {
    // An emptied text is none.
    custom_title: patch.title === undefined ? undefined : patch.title || null,
    notes: patch.notes === undefined ? undefined : patch.notes || null,
    is_favorite: patch.isFavorite,
    rating: patch.rating,
    visibility: patch.visibility,
    content_category: patch.contentCategory,
    project_id: patch.projectId,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The tags of a work after a patch; each spelled as it was first written. */
function tagPatch(
  db: Database,
  { tags, addTags, removeTags }: LibraryPatch,
): ((before: readonly string[]) => string[]) | undefined {
  if (!tags && !addTags && !removeTags) return undefined;
  const spelled = (list: readonly string[]) => list.map((tag) => spelledAsBefore(db, tag));
  const [all, more] = [tags && spelled(tags), spelled(addTags ?? [])];
  const fewer = new Set((removeTags ?? []).map(foldTag));
  return (before) => {
    const kept = (all ?? before).filter((tag) => !fewer.has(foldTag(tag)));
    const folded = new Set([...kept, ...more].map(foldTag));
    if (folded.size > MAX_TAGS) {
      throw new AtelierError('invalid_input', `A work has at most ${MAX_TAGS} tags.`, {
        field: 'tags',
        reason: 'too_many',
      });
    }
    return cleanTags([...kept, ...more]);
  };
}

const KINDS: Readonly<Record<keyof LibraryPatch, ActKind>> = {
  title: 'rename',
  isFavorite: 'favorite',
  rating: 'rate',
  notes: 'note',
  tags: 'tag',
  addTags: 'tag',
  removeTags: 'tag',
  visibility: 'edit',
  contentCategory: 'edit',
  projectId: 'edit',
};

function kindOf(patch: LibraryPatch): Pick<Doing, 'kind' | 'name'> {
  const keys = Object.keys(patch) as (keyof LibraryPatch)[];
  const kinds = new Set(keys.map((key) => KINDS[key]));
  const [kind = 'edit'] = kinds;
  if (kinds.size > 1) return { kind: 'edit' };
  if (patch.isFavorite === false) return { kind: 'unfavorite' };
  const named = [...(patch.addTags ?? []), ...(patch.removeTags ?? [])];
  return { kind, name: kind === 'tag' && named.length === 1 ? (named[0] ?? null) : null };
}

/** Into the trash (rule F2). What lies there already keeps its day. */
export function trashWorks(
  context: LibraryContext,
  ids: readonly string[],
  act?: string,
  kind: 'trash' | 'merge' = 'trash',
): void {
  context.command(TOPICS, () => {
    const works = requireWorks(context.db, ids).filter((work) => work.trashedAt === null);
    const trashed_at = instant(context.clock);
    editWorks(context, { act, kind }, works, () => ({ trashed_at }));
  });
}

export function restoreWorks(
  context: LibraryContext,
  ids: readonly string[],
  act?: string,
): LibraryAsset[] {
  return context.command(TOPICS, () => {
    const works = requireWorks(context.db, ids);
    editWorks(context, { act, kind: 'restore' }, works, () => ({ trashed_at: null }));
    return findWorks(
      context.db,
      works.map((work) => work.id),
    );
  });
}

/**
 * Deletes for good, out of the trash only; answers how many. Rows go here, files when nothing names them any
 * more (rule F2, media/sweep.ts).
 */
export function purgeWorks(context: LibraryContext, ids?: readonly string[]): number {
  return context.command(TOPICS, () => {
    const wanted =
      ids ?? context.db.column<string>('select id from user_library where trashed_at is not null');
    const works = findWorks(context.db, [...new Set(wanted)]);
    const trashed = works.filter((work) => work.trashedAt !== null);
    if (trashed.length < works.length) {
      throw new AtelierError('conflict', 'Only what lies in the trash is deleted for good.');
    }
    for (const work of trashed) removeWork(context, work);
    return trashed.length;
  });
}

/** Works whose days in the trash are over (rule F2); answers how many went. */
export function purgeOldTrash(context: LibraryContext): number {
  const horizon = new Date(context.clock.now().getTime() - TRASH_DAYS * 86_400_000).toISOString();
  const old = context.db.column<string>(
    'select id from user_library where trashed_at is not null and trashed_at < ?',
    horizon,
  );
  return old.length === 0 ? 0 : purgeWorks(context, old);
}

/** Deletes one work inside a command. */
export function removeWork(context: LibraryContext, work: LibraryAsset): void {
  const { db } = context;
  for (const item of itemsOfWork(db, work.id)) withdrawUnsent(db, 'collection_items', item.id);
  enqueuePush(context, { table: 'user_library', rowId: work.id, op: 'delete', fields: {} });
  const stillNamed = db.get('select 1 from user_library where sha256 = ?', work.sha256);
  // An upload that nobody waits for any more is not begun.
  if (!stillNamed) {
    db.run("delete from outbox where kind = 'upload' and target = ? and attempts = 0", work.sha256);
  }
}
