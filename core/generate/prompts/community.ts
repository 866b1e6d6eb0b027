import { z } from 'zod';
import { AtelierError, type ErrorCode } from '../../../contract/errors.ts';
import {
  type CommunityPage,
  CommunityTemplate,
  type ReportReason,
  type Template,
  TemplateForm,
  TemplateThumbnail,
} from '../../../contract/studio/templates.ts';
import {
  findCommunity,
  forgetCommunity,
  keepCommunity,
  knownCommunity,
} from '../../library/community-templates.ts';
import type { LibraryContext } from '../../library/context.ts';
import { readEach } from '../../library/read-each.ts';
import type { SyncEngine } from '../../library/sync-engine.ts';
import { instant } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import { createTemplate } from './templates.ts';

/** What others made public (`public.community_templates`), and what of it is remembered here. */

export interface CommunitySearch {
  search: string;
  category: string | null;
  offset: number;
  limit: number;
}

type Backend = Pick<SyncEngine, 'query'>;

/** Where it is asked for, and who is told of what does not read. */
interface Desk {
  readonly backend: Backend;
  readonly log: Log;
}

const Data = z.object({
  form: TemplateForm,
  thumbnail: TemplateThumbnail.nullable().catch(null).default(null),
});
/** What says nothing of a form may be missing, as an older server leaves it out; the form itself may not. */
const Row = z.looseObject({
  data: Data,
  createdAt: z.iso.datetime({ offset: true }),
  description: z
    .string()
    .nullish()
    .transform((text) => text ?? ''),
  category: z
    .string()
    .nullish()
    .transform((text) => text?.trim() || 'other'),
  uses: z
    .number()
    .nullish()
    .transform((count) => count ?? 0),
  author: z
    .string()
    .nullish()
    .transform((name) => name ?? null),
});

/** Undefined for one that does not fit. */
export function readCommunityRow(raw: unknown): CommunityTemplate | undefined {
  const row = Row.safeParse(raw).data;
  if (!row) return undefined;
  const createdAt = new Date(row.createdAt).toISOString();
  return CommunityTemplate.safeParse({ ...row, ...row.data, createdAt }).data;
}

const Page = z.object({
  items: z.array(z.unknown()),
  total: z.int(),
  categories: z.array(z.object({ name: z.string().min(1).max(60), count: z.int() })),
});

/** No word about what was asked, only about the way there. */
const OUT_OF_REACH: ReadonlySet<ErrorCode> = new Set([
  'offline',
  'backend_unavailable',
  'unauthenticated',
  'rate_limited',
]);

/** Errors: those of the backend, where nothing is remembered. */
export async function findInCommunity(
  context: LibraryContext,
  desk: Desk,
  asked: CommunitySearch,
): Promise<CommunityPage> {
  try {
    return await askCommunity(context, desk, asked);
  } catch (error) {
    const isAway = error instanceof AtelierError && OUT_OF_REACH.has(error.code);
    const known = isAway && fromMemory(context, desk, asked);
    if (!known) throw error;
    return known;
  }
}

async function askCommunity(
  context: LibraryContext,
  { backend, log }: Desk,
  { search, category, offset, limit }: CommunitySearch,
): Promise<CommunityPage> {
  const answer = Page.safeParse(
    await backend.query('community_templates', {
      p_words: search,
      p_category: category,
      p_offset: offset,
      p_limit: limit,
    }),
  );
  if (!answer.success) {
    throw new AtelierError('backend_unavailable', 'community_templates answered something else.');
  }
  const { total, categories, items: rows } = answer.data;
  const items = readEach(rows, readCommunityRow, { log, of: 'community_templates' });
  const isAll = search.trim() === '' && category === null && offset === 0 && total <= rows.length;
  context.db.transaction(() =>
    keepCommunity(context.db, items, { now: instant(context.clock), isAll }),
  );
  return { items, total, categories, asOf: null };
}

/** The same search among what is remembered; nothing where nothing is. */
function fromMemory(
  { db }: LibraryContext,
  { log }: Pick<Desk, 'log'>,
  asked: CommunitySearch,
): CommunityPage | undefined {
  const { templates, asOf } = knownCommunity(db, log);
  if (asOf === null) return undefined;
  const words = asked.search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = templates.filter((template) => {
    const text = textOf(template);
    return words.every((word) => text.includes(word));
  });
  const counts = Map.groupBy(found, ({ category }) => category);
  const chosen = found.filter(
    ({ category }) => asked.category === null || category === asked.category,
  );
  return {
    items: chosen.slice(asked.offset, asked.offset + asked.limit),
    total: chosen.length,
    categories: [...counts]
      .map(([name, { length }]) => ({ name, count: length }))
      .toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name)),
    asOf,
  };
}

function textOf({ name, description, category, form }: CommunityTemplate): string {
  const words = form.kind === 'prompt' ? form.prompt : form.generator;
  return [name, description, category, words].join(' ').toLowerCase();
}

/** Errors: `not_found` for one that was never seen here. */
export function copyFromCommunity(context: LibraryContext, id: string): Template {
  const seen = findCommunity(context.db, id);
  if (!seen) throw new AtelierError('not_found', 'There is no such template.', { id });
  const { name, description, category, form } = seen;
  return createTemplate(context, {
    name,
    description,
    category,
    form,
    isPublic: false,
    preview: null,
  });
}

/** Errors: `offline`, `not_found`. What the backend no longer shows is forgotten here too. */
export async function reportToCommunity(
  context: LibraryContext,
  backend: Backend,
  { id, reason, note }: { id: string; reason: ReportReason; note: string },
): Promise<void> {
  const forget = () => context.command(['prompts'], () => forgetCommunity(context.db, id));
  try {
    await backend.query('report_template', {
      p_template: id,
      p_reason: reason,
      p_note: note,
    });
  } catch (error) {
    if (error instanceof AtelierError && error.code === 'not_found') forget();
    throw error;
  }
  forget();
}
