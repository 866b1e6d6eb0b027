import type { PromptEntry } from '../../../contract/studio/prompts.ts';
import type { LibraryContext } from '../../library/context.ts';
import { makeRow, removeRow } from '../../library/edit-rows.ts';
import { listRows } from '../../library/other-rows.ts';
import type { Database } from '../../system/database.ts';

/*
 * The history is what the orders say, which every machine has: a prompt that is sent writes nothing besides. Rows of
 * `prompts` are those that the creator keeps.
 */

interface Page {
  search: string;
  favorites: boolean;
  offset: number;
  limit: number;
}

interface Row {
  prompt: string;
  negativePrompt: string;
  favoriteId: string | null;
  uses: number;
  lastUsedAt: string;
}

/** Each pair of prompt and negative prompt once, with the last time it was sent or kept. */
const ENTRIES = `
  with sent as (
    select json_extract(request, '$.prompt') as prompt,
      coalesce(json_extract(request, '$.negativePrompt'), '') as negative, count(*) as uses,
      max(created_at) as at
    from orders group by 1, 2
  ), kept as (
    select id, row ->> 'prompt' as prompt, coalesce(row ->> 'negative_prompt', '') as negative,
      created_at as at
    from other_rows where tbl = 'prompts' and row ->> 'is_favorite' = 1
  ), entries as (
    select prompt, negative, max(uses) as uses, max(at) as at, max(id) as favorite from (
      select prompt, negative, uses, at, null as id from sent
      union all
      select prompt, negative, 0, at, id from kept
    ) where prompt <> '' group by 1, 2
  )`;

/** Newest first. Every word of the search stands in the prompt, whatever its case. */
export function promptHistory(
  db: Database,
  { search, favorites, offset, limit }: Page,
): { items: PromptEntry[]; total: number } {
  const words = search
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 10);
  const where = [
    favorites ? 'favorite is not null' : 'true',
    ...words.map(() => `prompt like ? escape '\\'`),
  ].join(' and ');
  const likes = words.map((word) => `%${word.replace(/[\\%_]/g, String.raw`\$&`)}%`);
  const items = db.all<Row>(
    `${ENTRIES} select prompt, negative as negativePrompt, favorite as favoriteId, uses, at as lastUsedAt
       from entries where ${where} order by at desc, prompt limit ? offset ?`,
    ...likes,
    limit,
    offset,
  );
  const counted = db.get<{ n: number }>(
    `${ENTRIES} select count(*) as n from entries where ${where}`,
    ...likes,
  );
  return { items, total: counted?.n ?? 0 };
}

/** Keeps a prompt; one that is kept already stays as it is. */
export function keepPrompt(
  context: LibraryContext,
  { prompt, negativePrompt }: { prompt: string; negativePrompt: string },
): { id: string } {
  const kept = listRows(context.db, 'prompts').find(
    (row) =>
      row['is_favorite'] === true &&
      row['prompt'] === prompt &&
      (row['negative_prompt'] ?? '') === negativePrompt,
  );
  if (kept) return { id: String(kept['id']) };
  const fields = {
    prompt,
    is_favorite: true,
    ...(negativePrompt === '' ? {} : { negative_prompt: negativePrompt }),
  };
  const row = context.command(['prompts'], () => makeRow(context, 'prompts', fields));
  return { id: String(row['id']) };
}

export function forgetPrompt(context: LibraryContext, id: string): void {
  context.command(['prompts'], () => removeRow(context, 'prompts', id));
}
