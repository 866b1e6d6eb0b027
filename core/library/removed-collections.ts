import { z } from 'zod';
import type { Database } from '../system/database.ts';

/** What was in a collection when it was removed here, so that the removal can be taken back. */
const Removed = z.object({
  id: z.string(),
  name: z.string(),
  parentId: z.string().nullable().default(null),
  search: z.string().nullable().default(null),
  createdAt: z.string(),
  libraryIds: z.array(z.string()),
});
export type RemovedCollection = z.infer<typeof Removed>;

const keyOf = (id: string) => `removed-collection:${id}`;

export function rememberRemoved(db: Database, removed: RemovedCollection): void {
  db.run(
    `insert into settings (key, value) values (?, ?)
     on conflict (key) do update set value = excluded.value`,
    keyOf(removed.id),
    JSON.stringify(removed),
  );
}

export function takeRemoved(db: Database, id: string): RemovedCollection | undefined {
  const row = db.get<{ value: string }>('select value from settings where key = ?', keyOf(id));
  db.run('delete from settings where key = ?', keyOf(id));
  return row && Removed.parse(JSON.parse(row.value));
}
