import type { Database } from '../system/database.ts';

/** Runs of a model that its pace is told by: what changed long ago says little of today. */
const LATEST = 25;

/** Seconds that a job of each model took on the way here, by the median of its last runs. */
export function paceByModel(db: Database): Record<string, number> {
  const rows = db.all<{ model: string; seconds: number }>(
    `select model, seconds from (
       select json_extract(o.request, '$.model') as model,
         (julianday(r.ended) - julianday(r.began)) * 86400 as seconds,
         row_number() over (partition by json_extract(o.request, '$.model') order by r.ended desc) as nr
       from job_runs r join orders o on o.id = r.order_id where r.ended is not null
     ) where nr <= ${LATEST} order by model, seconds`,
  );
  const byModel = Map.groupBy(rows, ({ model }) => model);
  return Object.fromEntries(
    [...byModel].map(([model, runs]) => [model, runs[Math.floor(runs.length / 2)]?.seconds ?? 0]),
  );
}
