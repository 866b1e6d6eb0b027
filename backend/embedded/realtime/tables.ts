import type { Tx } from '../engine/engine.ts';

export interface Column {
  name: string;
  type: string;
  sqlType: string;
  isKey: boolean;
}

/** What changes of a table are shaped and checked by. */
export interface Table {
  entity: string;
  schema: string;
  table: string;
  secured: boolean;
  fullReplica: boolean;
  columns: Column[];
}

/** Tables by their oid, as they are now. One that is gone is left out. */
export async function describeTables(
  tx: Tx,
  entities: ReadonlySet<string>,
): Promise<Map<string, Table>> {
  if (entities.size === 0) return new Map();
  const { rows } = await tx.query<Omit<Table, 'columns'> & Column>(
    `select c.oid::text as entity, n.nspname as schema, c.relname as table, c.relrowsecurity as secured,
            c.relreplident = 'f' as "fullReplica", a.attname as name, t.typname as type,
            format_type(a.atttypid, null) as "sqlType", coalesce(a.attnum = any(i.indkey), false) as "isKey"
       from pg_class as c
       join pg_namespace as n on n.oid = c.relnamespace
       join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       join pg_type as t on t.oid = a.atttypid
       left join pg_index as i on i.indrelid = c.oid and i.indisprimary
      where c.oid = any($1::oid[]) order by c.oid, a.attnum`,
    [[...entities]],
  );
  const tables = new Map<string, Table>();
  for (const { name, type, sqlType, isKey, ...table } of rows) {
    const known = tables.get(table.entity) ?? { ...table, columns: [] };
    known.columns.push({ name, type, sqlType, isKey });
    tables.set(table.entity, known);
  }
  return tables;
}
