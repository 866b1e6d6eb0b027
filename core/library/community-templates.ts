import { CommunityTemplate } from '../../contract/studio/templates.ts';
import type { Database } from '../system/database.ts';
import type { Log } from '../system/log.ts';
import { readEach } from './read-each.ts';

/** How many templates of others are remembered: those that were seen last. */
const MOST_KEPT = 500;

/** Keeps what the backend told. `isAll`: it has no others, so that what it does not name is gone. */
export function keepCommunity(
  db: Database,
  templates: readonly CommunityTemplate[],
  { now, isAll }: { now: string; isAll: boolean },
): void {
  if (isAll) db.run('delete from community_templates');
  for (const template of templates) {
    db.run(
      `insert into community_templates (id, template, seen_at) values (?, ?, ?)
       on conflict (id) do update set template = excluded.template, seen_at = excluded.seen_at`,
      template.id,
      JSON.stringify(template),
      now,
    );
  }
  db.run(
    `delete from community_templates where id not in
       (select id from community_templates order by seen_at desc, id limit ${MOST_KEPT})`,
  );
}

/** What is remembered, most used first, and since when. */
export function knownCommunity(
  db: Database,
  log: Log,
): {
  templates: CommunityTemplate[];
  asOf: string | null;
} {
  const rows = db.all<{ template: string; seen_at: string }>(
    'select template, seen_at from community_templates order by seen_at desc',
  );
  const read = ({ template }: { template: string }) =>
    CommunityTemplate.safeParse(JSON.parse(template)).data;
  const templates = readEach(rows, read, { log, of: 'remembered community_templates' }).toSorted(
    (a, b) => b.uses - a.uses || b.createdAt.localeCompare(a.createdAt),
  );
  return { templates, asOf: rows[0]?.seen_at ?? null };
}

export function findCommunity(db: Database, id: string): CommunityTemplate | undefined {
  const row = db.get<{ template: string }>(
    'select template from community_templates where id = ?',
    id,
  );
  return row && CommunityTemplate.safeParse(JSON.parse(row.template)).data;
}

export function forgetCommunity(db: Database, id: string): void {
  db.run('delete from community_templates where id = ?', id);
}
