import { z } from 'zod';
import type { Caller } from '../gateway/service.ts';
import { invalidRequest } from './storage-error.ts';
import type { StorageParts } from './upload.ts';

const Listing = z.object({
  prefix: z.string().max(1024).default(''),
  limit: z.number().int().min(1).max(1000).default(100),
  offset: z.number().int().min(0).default(0),
  search: z.string().max(1024).nullish(),
  sortBy: z.object({ column: z.string().nullish(), order: z.string().nullish() }).nullish(),
});

/** `POST /object/list/{bucket}`: the level below a prefix, folders first. */
export async function listObjects(
  { engine }: StorageParts,
  bucketId: string,
  body: unknown,
  caller: Caller,
): Promise<unknown[]> {
  const { prefix, limit, offset, search, sortBy } = Listing.parse(body);
  const folder = prefix.replace(/^\/+/, '').replace(/([^/])$/, '$1/');
  return engine.transaction(caller.context, async (tx) => {
    const { rows } = await tx.query(
      'select * from storage.search($1, $2, $3::int, $4::int, $5::int, $6, $7, $8)',
      [
        folder,
        bucketId,
        limit,
        folder.split('/').length,
        offset,
        search ?? '',
        sortBy?.column ?? 'name',
        sortBy?.order ?? 'asc',
      ],
    );
    return rows;
  });
}

const ListingV2 = z.object({
  prefix: z.string().max(1024).default(''),
  limit: z.number().int().min(1).max(1000).default(1000),
  cursor: z.string().max(8192).optional(),
  with_delimiter: z.boolean().default(false),
  sortBy: z
    .object({
      column: z.enum(['name', 'created_at', 'updated_at']).default('name'),
      order: z.enum(['asc', 'desc']).default('asc'),
    })
    .default({ column: 'name', order: 'asc' }),
});

/** Where the next page begins: what the last row was sorted by, and its name. */
const Cursor = z.tuple([z.string(), z.string()]);

interface Entry {
  sort: string;
  key: string;
  id: string | null;
  updated_at: Date;
  created_at: Date;
  last_accessed_at: Date;
  metadata: unknown;
}

/** `POST /object/list-v2/{bucket}`: full names, by key set, so that a page never shifts under the reader. */
export async function listObjectsV2(
  { engine }: StorageParts,
  bucketId: string,
  body: unknown,
  caller: Caller,
) {
  const { prefix, limit, cursor, with_delimiter: folded, sortBy } = ListingV2.parse(body);
  const after = cursor === undefined ? null : parseCursor(cursor);
  const { column, order } = sortBy;
  const compare = order === 'asc' ? '>' : '<';
  // Folders have no time of their own and stand where the empty text does.
  const sort =
    column === 'name'
      ? "''"
      : `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US')`;
  const rows = await engine.transaction(caller.context, async (tx) => {
    const found = await tx.query<Entry>(
      `with matching as (
         select *, case when $3::boolean then strpos(substr(name, length($2) + 1), '/') else 0 end as slash
           from storage.objects where bucket_id = $1 and starts_with(name, $2)
       ), entries as (
         select ${sort} as sort, name as key, id, updated_at, created_at, last_accessed_at, metadata
           from matching where slash = 0
         union all
         select distinct '', left(name, length($2) + slash), null::uuid, null::timestamptz, null::timestamptz,
                null::timestamptz, null::jsonb
           from matching where slash > 0
       )
       select * from entries
        where $4::text is null or (sort collate "C", key collate "C") ${compare} ($4::text, $5::text)
        order by sort collate "C" ${order}, key collate "C" ${order}
        limit $6::int`,
      [bucketId, prefix, folded, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
    );
    return found.rows;
  });
  return toPage(rows, limit);
}

function toPage(rows: Entry[], limit: number) {
  const page = rows.slice(0, limit);
  const hasNext = rows.length > limit;
  const last = page.at(-1);
  return {
    hasNext,
    ...(hasNext &&
      last && {
        nextCursor: Buffer.from(JSON.stringify([last.sort, last.key])).toString('base64url'),
      }),
    folders: page
      .filter((row) => row.id === null)
      .map(({ key }) => ({ key: key.replace(/\/$/, ''), name: key })),
    objects: page
      .filter((row) => row.id !== null)
      .map(({ key, id, updated_at, created_at, last_accessed_at, metadata }) => ({
        key,
        name: key,
        id,
        updated_at,
        created_at,
        last_accessed_at,
        metadata,
      })),
  };
}

function parseCursor(text: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    throw invalidRequest('The cursor is invalid');
  }
}
