/** What the REST service knows about the database: tables, keys and functions of the exposed schemas. */

export interface Column {
  name: string;
  /** As `format_type` writes it, ready to stand in SQL. */
  type: string;
  /** The expression of its default, or null. */
  default: string | null;
}

export interface Table {
  oid: number;
  schema: string;
  name: string;
  columns: readonly Column[];
  primaryKey: readonly string[];
  isView: boolean;
}

export interface ForeignKey {
  constraint: string;
  /** Oids. For a view over a keyed table, the view's. */
  from: number;
  to: number;
  /** [column of `from`, column of `to`] */
  columns: ReadonlyArray<readonly [string, string]>;
  /** The columns of `from` are unique: there is at most one row on that side too. */
  unique: boolean;
}

interface Argument {
  name: string;
  type: string;
  required: boolean;
  variadic: boolean;
}

export interface Routine {
  schema: string;
  name: string;
  arguments: readonly Argument[];
  /** The type of the only parameter, when it has no name. */
  unnamed: string | null;
  /** That parameter has a default. */
  optional: boolean;
  returns: {
    type: string;
    set: boolean;
    /** Several rows, by Postgres's own estimate. */
    many: boolean;
    shape: 'scalar' | 'composite' | 'void';
    /** The table whose rows it returns. */
    table: number | null;
  };
  /** The table whose row is its only argument: such a function is a computed field, or a computed relation. */
  rowOf: number | null;
  /** Whether `/rpc` knows it: its parameters have names, or the only one takes a whole body. */
  callable: boolean;
}

/** PostgREST's in-database settings (https://docs.postgrest.org/en/v14/references/configuration.html). */
export interface Settings {
  /** `pgrst.db_aggregates_enabled` */
  aggregates: boolean;
  /** `pgrst.db_plan_enabled` */
  plans: boolean;
  /** `pgrst.db_tx_end` lets the caller decide. */
  txOverride: boolean;
  /** `pgrst.db_max_rows`, else the project's. */
  maxRows: number | null;
}

export interface Catalog {
  settings: Settings;
  schemas: readonly string[];
  tables: ReadonlyMap<number, Table>;
  foreignKeys: readonly ForeignKey[];
  routines: ReadonlyMap<string, readonly Routine[]>;
}

export function findTable(catalog: Catalog, schema: string, name: string): Table | null {
  for (const table of catalog.tables.values()) {
    if (table.name === name && table.schema === schema) return table;
  }
  return null;
}

export function routineKey(schema: string, name: string): string {
  return `${schema}\0${name}`;
}
