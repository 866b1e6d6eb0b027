import type { Database } from '../system/database.ts';

/** Numbers of works that look the same, in groups of at least two; the trash is left out. The oldest of a group first. */
export async function nearDuplicates(db: Database): Promise<number[][]> {
  const rows = db.all<{ nr: number; phash: string }>(
    `select l.nr, f.phash from user_library l join files f on f.sha256 = l.sha256
     where l.trashed_at is null and f.phash is not null order by l.created_at, l.id`,
  );
  const groups = Map.groupBy(rows, ({ phash }) => phash).values();
  return [...groups].filter((group) => group.length > 1).map((group) => group.map(({ nr }) => nr));
}
