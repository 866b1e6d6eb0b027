import { countOf, type OrderRequest } from '../../contract/orders.ts';
import type { Database } from '../system/database.ts';
import { drawSeeds } from './seeds.ts';

export interface EqualOrder {
  orderId: string;
  createdAt: string;
  credits: number;
  results: { id: string; sha256: string; place: 'workspace' | 'library' }[];
}

/** Orders of the same words that are looked through: one that was made long before is hardly meant. */
const MOST_LOOKED_AT = 50;

/**
 * The newest order that made what this one would, with what is still here of it; null where none did. Without a seed
 * a model makes another picture each time, so that only a request that names its seed has an equal; that order may
 * have drawn the seed by chance, and made more.
 */
export function equalOrder(db: Database, now: string, request: OrderRequest): EqualOrder | null {
  if (request.seed === undefined) return null;
  const wanted = essence(request);
  const seeds = seedsOf(request);
  const rows = db.all<{ id: string; request: string; charged: number; created_at: string }>(
    `select id, request, charged, created_at from orders
     where type = ? and json_extract(request, '$.prompt') = ?
     order by created_at desc limit ${MOST_LOOKED_AT}`,
    request.type,
    request.prompt,
  );
  for (const row of rows) {
    if (essence(JSON.parse(row.request) as OrderRequest) !== wanted) continue;
    const all = resultsOf(db, row.id, now);
    // Where each has words of its own, seeds do not tell them apart.
    const isDrawn = request.type === 'image' && request.prompts !== undefined;
    const results = request.type === 'carousel' || isDrawn ? all : onePerSeed(all, seeds);
    if (results.length < (isDrawn ? countOf(request) : 1)) continue;
    return {
      orderId: row.id,
      createdAt: row.created_at,
      credits: Math.round((row.charged / madeBy(db, row.id)) * results.length),
      results: results.map(({ id, sha256, place }) => ({ id, sha256, place })),
    };
  }
  return null;
}

/**
 * What decides how a result looks, as text; where it goes, whom it is for, what is made of it and which form it was ordered
 * on does not. Neither do seeds and count, but for a carousel: which slide has which seed matters there.
 */
function essence(request: OrderRequest): string {
  const { destination: _destination, madeWith: _madeWith, brandId: _brandId, ...made } = request;
  const {
    variants: _variants,
    variantOf: _of,
    ...all
  } = made.type === 'image' ? made : { ...made, variants: null, variantOf: null };
  const { seed: _seed, seedMode: _mode, ...unseeded } = all;
  const { count: _count, ...rest } = 'count' in unseeded ? unseeded : { count: 0, ...all };
  return JSON.stringify(
    Object.entries(rest)
      .filter(([, value]) => value !== undefined && value !== '')
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Each seed that is asked for, once. */
function seedsOf(request: OrderRequest): (number | undefined)[] {
  const options = { hasSeed: true, first: request.seed, isFixed: request.seedMode === 'fixed' };
  return [...new Set(drawSeeds(countOf(request), options))];
}

type Result = EqualOrder['results'][number] & { seed: number | null };

/** The first result of each seed, in the order of the seeds; none where one is missing. */
function onePerSeed(results: readonly Result[], seeds: readonly (number | undefined)[]): Result[] {
  const found = seeds.map((seed) => results.find((result) => result.seed === seed));
  return found.includes(undefined) ? [] : found.filter((result) => result !== undefined);
}

function resultsOf(db: Database, orderId: string, now: string): Result[] {
  return db.all<Result>(
    `select w.id, w.sha256, 'workspace' as place, json_extract(w.recipe, '$.seed') as seed
       from workspace_assets w
       where w.order_id = @orderId and w.hidden = 0 and w.expires_at > @now
     union all
     select l.id, l.sha256, 'library', json_extract(w.recipe, '$.seed')
       from workspace_assets w join user_library l on l.sha256 = w.sha256
       where w.order_id = @orderId and w.hidden = 1 and l.trashed_at is null`,
    { orderId, now },
  );
}

/** How many pictures or videos an order brought, at least one. */
function madeBy(db: Database, orderId: string): number {
  const made = db.get<{ n: number }>(
    `select count(*) as n from jobs where order_id = ? and status = 'completed'`,
    orderId,
  );
  return Math.max(1, made?.n ?? 1);
}
