import { AtelierError } from '../../../contract/errors.ts';
import { type Template, TemplateFields } from '../../../contract/studio/templates.ts';
import type { SyncRow } from '../../../contract/sync.ts';
import type { LibraryContext } from '../../library/context.ts';
import { editRow, makeRow, removeRow } from '../../library/edit-rows.ts';
import { findRow, listRows } from '../../library/other-rows.ts';
import { readEach } from '../../library/read-each.ts';
import type { Database } from '../../system/database.ts';
import type { Log } from '../../system/log.ts';

const TABLE = 'templates';

/** Most used first, then by name. A row that this program cannot read is left to the one that wrote it. */
export function listTemplates(db: Database, log: Log): Template[] {
  const uses = usesOf(db);
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' }).compare;
  const templates = readEach(listRows(db, TABLE), (row) => toTemplate(row, uses), {
    log,
    of: TABLE,
  });
  return templates.toSorted(
    (a, b) => b.uses - a.uses || compare(a.name, b.name) || a.id.localeCompare(b.id),
  );
}

/** `thumbnail`: what others see of its preview, where it is public. */
export function createTemplate(
  context: LibraryContext,
  fields: TemplateFields,
  thumbnail?: string,
): Template {
  return context.command(['prompts'], () =>
    shown(context, makeRow(context, TABLE, toRow(fields, thumbnail))),
  );
}

export function updateTemplate(
  context: LibraryContext,
  id: string,
  fields: Partial<TemplateFields>,
  thumbnail?: string,
): Template {
  return context.command(['prompts'], () => {
    const whole = { ...requireTemplate(context.db, id), ...fields };
    const row = toRow(TemplateFields.parse(whole), thumbnail);
    const seen = findRow(context.db, TABLE, id) ?? {};
    // Only what changed: another machine may be changing the rest (rule S3).
    const changed = Object.entries(row).filter(
      ([column, value]) => JSON.stringify(seen[column]) !== JSON.stringify(value),
    );
    if (changed.length === 0) return requireTemplate(context.db, id);
    return shown(context, editRow(context, TABLE, id, Object.fromEntries(changed)));
  });
}

/** Answers what was removed. Errors: `not_found`. */
export function removeTemplate(context: LibraryContext, id: string): Template {
  return context.command(['prompts'], () => {
    const template = requireTemplate(context.db, id);
    removeRow(context, TABLE, id);
    return template;
  });
}

/** Takes a removal back; one that is here already stays as it is. */
export function restoreTemplate(
  context: LibraryContext,
  { id, createdAt, ...fields }: TemplateFields & { id: string; createdAt: string },
): Template {
  return context.command(['prompts'], () => {
    if (findRow(context.db, TABLE, id)) return requireTemplate(context.db, id);
    const row = { ...toRow(fields), created_at: createdAt };
    return shown(context, makeRow(context, TABLE, row, id));
  });
}

export function requireTemplate(db: Database, id: string): Template {
  const row = findRow(db, TABLE, id);
  const template = row && toTemplate(row, usesOf(db));
  if (!template) throw new AtelierError('not_found', 'There is no such template.', { id });
  return template;
}

function shown({ db }: LibraryContext, row: SyncRow): Template {
  return requireTemplate(db, String(row['id']));
}

/** Every order names the template it was made with: a count that no two machines write against each other. */
function usesOf(db: Database): ReadonlyMap<string, number> {
  const rows = db.all<{ id: string; n: number }>(
    `select json_extract(request, '$.madeWith.template') as id, count(*) as n from orders
      where json_extract(request, '$.madeWith.template') is not null group by 1`,
  );
  return new Map(rows.map(({ id, n }) => [id, n]));
}

function toRow(
  { name, description, category, isPublic, form, preview }: TemplateFields,
  thumbnail?: string,
): SyncRow {
  const data = { form, preview, ...(isPublic && thumbnail !== undefined && { thumbnail }) };
  return { name, description, category, is_public: isPublic, data };
}

function toTemplate(row: SyncRow, uses: ReadonlyMap<string, number>): Template | undefined {
  const data = row['data'];
  const { form, preview = null } = (typeof data === 'object' ? (data ?? {}) : {}) as SyncRow;
  const fields = TemplateFields.safeParse({
    name: row['name'],
    description: row['description'] ?? '',
    category: row['category'] ?? 'other',
    isPublic: row['is_public'] === true,
    form,
    preview,
  }).data;
  if (!fields) return undefined;
  const id = String(row['id']);
  // The server counts the runs of others.
  const ofOthers = typeof row['uses_count'] === 'number' ? row['uses_count'] : 0;
  const counted = ofOthers + (uses.get(id) ?? 0);
  return {
    ...fields,
    id,
    hidden: hiddenOf(row),
    uses: counted,
    createdAt: String(row['created_at']),
  };
}

function hiddenOf(row: SyncRow): Template['hidden'] {
  if (typeof row['hidden_at'] !== 'string') return null;
  const reason = row['hidden_reason'];
  return { reason: typeof reason === 'string' ? reason.slice(0, 1_000) : null };
}
