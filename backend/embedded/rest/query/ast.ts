/** What a query string of the REST protocol says, before anything is known about the database. */

export interface JsonStep {
  arrow: '->' | '->>';
  key: string;
}

export interface Field {
  name: string;
  path: readonly JsonStep[];
}

export const AGGREGATES = ['count', 'sum', 'avg', 'min', 'max'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

export type SelectItem = SelectAll | SelectField | SelectEmbed;

interface SelectAll {
  kind: 'all';
}

export interface SelectField {
  kind: 'field';
  /** Absent in `count()`. */
  field: Field | null;
  alias: string | null;
  /** Before the aggregate, when there is one. */
  cast: string | null;
  aggregate: { name: Aggregate; cast: string | null } | null;
}

export interface SelectEmbed {
  kind: 'embed';
  name: string;
  alias: string | null;
  hint: string | null;
  join: 'left' | 'inner';
  spread: boolean;
  select: readonly SelectItem[];
}

export type Quantifier = 'any' | 'all';

export type Condition =
  | { kind: 'logic'; operator: 'and' | 'or'; negated: boolean; items: readonly Condition[] }
  | { kind: 'filter'; field: Field; negated: boolean; test: Test };

export type Test =
  | { kind: 'compare'; operator: string; value: string; quantifier: Quantifier | null }
  | {
      kind: 'search';
      operator: 'fts' | 'plfts' | 'phfts' | 'wfts';
      language: string | null;
      value: string;
    }
  | { kind: 'in'; values: readonly string[] }
  | { kind: 'is'; value: 'null' | 'not_null' | 'true' | 'false' | 'unknown' };

export interface OrderTerm {
  field: Field;
  /** Order by a column of an embedded to-one relation. */
  relation: string | null;
  direction: 'asc' | 'desc' | null;
  nulls: 'first' | 'last' | null;
}

/** What was asked at one place of the tree: the root, or an embed by its name or alias. */
export interface Scope {
  where: Condition[];
  order: OrderTerm[];
  limit: number | null;
  offset: number;
}

export interface Query {
  select: readonly SelectItem[];
  /** By the path of embed names, joined by a NUL; the root's is the empty string. */
  scopes: ReadonlyMap<string, Scope>;
  onConflict: readonly string[] | null;
  columns: readonly string[] | null;
  /** What is neither reserved nor looks like a filter: arguments of a function. */
  rest: ReadonlyArray<readonly [string, string]>;
}
