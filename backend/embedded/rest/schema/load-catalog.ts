import type { Tx } from '../../engine/engine.ts';
import {
  type Catalog,
  type ForeignKey,
  type Routine,
  type Settings,
  type Table,
  routineKey,
} from './catalog.ts';

const TABLES = `
select c.oid::int as oid, n.nspname as schema, c.relname as name,
  (select coalesce(json_agg(json_build_object('name', a.attname,
      'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
      'default', case
        when a.attidentity = 'd' then pg_catalog.format('nextval(%L)',
          pg_catalog.pg_get_serial_sequence(pg_catalog.format('%I.%I', n.nspname, c.relname), a.attname))
        when a.attidentity = '' and a.attgenerated = '' then pg_catalog.pg_get_expr(d.adbin, d.adrelid) end)
      order by a.attnum), '[]')
    from pg_catalog.pg_attribute a
    left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
  (select coalesce(json_agg(a.attname order by a.attnum), '[]')
    from pg_catalog.pg_index i
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indrelid = c.oid and i.indisprimary) as "primaryKey",
  c.relkind in ('v', 'm') as "isView"
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = any ($1) and c.relkind in ('r', 'v', 'm', 'f', 'p')`;

const FOREIGN_KEYS = `
select k.conname as constraint, k.conrelid::int as "from", k.confrelid::int as "to",
  (select json_agg(json_build_array(f.attname, t.attname) order by pair.place)
    from unnest(k.conkey, k.confkey) with ordinality as pair (f, t, place)
    join pg_catalog.pg_attribute f on f.attrelid = k.conrelid and f.attnum = pair.f
    join pg_catalog.pg_attribute t on t.attrelid = k.confrelid and t.attnum = pair.t) as columns,
  exists (select from pg_catalog.pg_index i
    where i.indrelid = k.conrelid and i.indisunique and i.indpred is null and i.indnkeyatts > 0
      and i.indkey::int2[] <@ k.conkey) as "unique"
from pg_catalog.pg_constraint k
where k.contype = 'f' and k.conparentid = 0
order by k.conname`;

/** Which columns of which tables a view reads. A view's column counts as the table's when both have one name. */
const VIEW_COLUMNS = `
select distinct r.ev_class::int as view, d.refobjid::int as "table", a.attname as column
from pg_catalog.pg_rewrite r
join pg_catalog.pg_class v on v.oid = r.ev_class and v.relkind in ('v', 'm')
join pg_catalog.pg_namespace n on n.oid = v.relnamespace and n.nspname = any ($1)
join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = r.oid
  and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjsubid > 0 and d.refobjid <> r.ev_class
join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
join pg_catalog.pg_attribute o on o.attrelid = v.oid and o.attname = a.attname and not o.attisdropped`;

const ROUTINES = `
select n.nspname as schema, p.proname as name,
  coalesce(p.proargnames, '{}') as names, coalesce(p.proargmodes::text[], '{}') as modes,
  array(select pg_catalog.format_type(t.oid, null)
    from unnest(p.proargtypes::oid[]) with ordinality as given (oid, place)
    join pg_catalog.pg_type t on t.oid = given.oid order by place) as types,
  p.pronargdefaults::int as defaults, p.provariadic <> 0 as variadic,
  pg_catalog.format_type(p.prorettype, null) as "returnType", p.proretset as set, p.prorows::float as rows,
  r.typtype as "returnKind",
  case when r.typtype = 'c' then r.typrelid::int end as "returnTable",
  case when p.pronargs = 1 and first.typtype = 'c' then first.typrelid::int end as "rowOf"
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
join pg_catalog.pg_type r on r.oid = p.prorettype
left join pg_catalog.pg_type first on first.oid = p.proargtypes[0]
where n.nspname = any ($1) and p.prokind = 'f'
  and r.typname not in ('trigger', 'event_trigger')
order by n.nspname, p.proname, p.proargnames nulls first, pg_catalog.pg_get_function_arguments(p.oid)`;

/** Set for the role that requests come in as, for all databases or this one, which counts more. */
const SETTINGS = `
select setting from pg_catalog.pg_db_role_setting s
join pg_catalog.pg_roles r on r.oid = s.setrole and r.rolname = 'authenticator'
left join pg_catalog.pg_database d on d.oid = s.setdatabase
cross join unnest(s.setconfig) as setting
where (s.setdatabase = 0 or d.datname = current_database()) and setting like 'pgrst.%'
order by s.setdatabase`;

/** Types of which one unnamed parameter takes the whole body. */
const BODY_TYPES = new Set(['json', 'jsonb', 'text', 'bytea', 'xml']);

interface RoutineRow {
  schema: string;
  name: string;
  names: string[];
  modes: string[];
  types: string[];
  defaults: number;
  variadic: boolean;
  returnType: string;
  set: boolean;
  rows: number;
  returnKind: string;
  returnTable: number | null;
  rowOf: number | null;
}

export async function loadCatalog(tx: Tx, schemas: readonly string[]): Promise<Catalog> {
  const tables = await tx.query<Table>(TABLES, [schemas]);
  const keys = await tx.query<ForeignKey>(FOREIGN_KEYS);
  const views = await tx.query<{ view: number; table: number; column: string }>(VIEW_COLUMNS, [
    schemas,
  ]);
  const routines = await tx.query<RoutineRow>(ROUTINES, [schemas]);
  const settings = await tx.query<{ setting: string }>(SETTINGS);
  const byName = new Map<string, Routine[]>();
  for (const row of routines.rows) {
    const key = routineKey(row.schema, row.name);
    byName.set(key, [...(byName.get(key) ?? []), toRoutine(row)]);
  }
  return {
    settings: toSettings(settings.rows.map(({ setting }) => setting)),
    schemas,
    tables: new Map(tables.rows.map((table) => [table.oid, table])),
    foreignKeys: withViews(keys.rows, views.rows),
    routines: byName,
  };
}

/** One number that changes with every change of structure; far cheaper than loading. */
export async function fingerprint(tx: Tx): Promise<string> {
  const { rows } = await tx.query<{ print: string }>(
    `select concat_ws('.',
       (select sum(hashtextextended(oid::text || xmin::text || relnatts, 0)) from pg_catalog.pg_class where oid >= 16384),
       (select sum(hashtextextended(oid::text || xmin::text, 0)) from pg_catalog.pg_proc where oid >= 16384),
       (select sum(hashtextextended(oid::text || xmin::text, 0)) from pg_catalog.pg_constraint)) as print`,
  );
  return rows[0]?.print ?? '';
}

/** A key also holds between views that show all its columns, on either side or both. */
function withViews(
  keys: readonly ForeignKey[],
  shown: ReadonlyArray<{ view: number; table: number; column: string }>,
): ForeignKey[] {
  const columnsOf = new Map<number, Map<number, Set<string>>>();
  for (const { view, table, column } of shown) {
    const views = columnsOf.get(table) ?? new Map<number, Set<string>>();
    columnsOf.set(table, views);
    views.set(view, (views.get(view) ?? new Set()).add(column));
  }
  const showing = (table: number, columns: readonly string[]): number[] => [
    table,
    ...[...(columnsOf.get(table) ?? [])].flatMap(([view, has]) =>
      columns.every((column) => has.has(column)) ? [view] : [],
    ),
  ];
  return keys.flatMap((key) => {
    const froms = showing(
      key.from,
      key.columns.map(([from]) => from),
    );
    const tos = showing(
      key.to,
      key.columns.map(([, to]) => to),
    );
    return froms.flatMap((from) => tos.map((to) => ({ ...key, from, to })));
  });
}

function toSettings(lines: readonly string[]): Settings {
  const values = new Map(lines.map((line) => line.split('=', 2) as [string, string]));
  const isOn = (name: string): boolean =>
    /^(?:true|on|1)$/i.test(values.get(`pgrst.${name}`) ?? '');
  const maxRows = Number(values.get('pgrst.db_max_rows') ?? NaN);
  return {
    aggregates: isOn('db_aggregates_enabled'),
    plans: isOn('db_plan_enabled'),
    txOverride: values.get('pgrst.db_tx_end')?.endsWith('-allow-override') === true,
    maxRows: Number.isInteger(maxRows) && maxRows > 0 ? maxRows : null,
  };
}

function toRoutine(row: RoutineRow): Routine {
  const isInput = (mode: string | undefined): boolean => mode === undefined || 'ibv'.includes(mode);
  const names = row.names.filter((_name, index) => isInput(row.modes[index]));
  const args = row.types.map((type, index) => ({
    name: names[index] ?? '',
    type,
    required: index < row.types.length - row.defaults,
    variadic: row.variadic && index === row.types.length - 1,
  }));
  const hasOutputs = row.modes.some((mode) => 'tbo'.includes(mode));
  const composite = row.returnKind === 'c' || hasOutputs;
  const unnamed = args.length === 1 && args[0]?.name === '' ? args[0].type : null;
  return {
    schema: row.schema,
    name: row.name,
    arguments: args.filter((argument) => argument.name !== ''),
    unnamed,
    optional: row.defaults > 0,
    returns: {
      type: row.returnType,
      set: row.set,
      many: row.set && row.rows !== 1,
      shape: row.returnType === 'void' ? 'void' : composite ? 'composite' : 'scalar',
      table: row.returnTable,
    },
    rowOf: row.rowOf,
    callable: unnamed === null ? args.every(({ name }) => name !== '') : BODY_TYPES.has(unnamed),
  };
}
