import type { Scope, SelectEmbed, SelectField, SelectItem } from '../query/ast.ts';
import { PATH_MARK } from '../query/parse-query.ts';
import { RestError } from '../rest-error.ts';
import type { Catalog, Table } from '../schema/catalog.ts';
import { type Relationship, findRelationship, isToOne } from '../schema/relationships.ts';
import { type Params, ident, qualified } from '../sql-text.ts';
import {
  type ConditionContext,
  isIndex,
  renderConditions,
  renderField,
  renderOrderTerm,
} from './render-condition.ts';

export interface ReadContext {
  catalog: Catalog;
  params: Params;
  scopes: ReadonlyMap<string, Scope>;
  maxRows: number;
  /** The scopes that a place in the tree has claimed: one left over names nothing that was selected. */
  claimed: Set<string>;
  /** Counts the embeds, for names of their own. */
  embeds: number;
}

export interface Source {
  /** What stands after FROM, with its alias. */
  from: string;
  alias: string;
  /** Null for rows that belong to no table. */
  table: Table | null;
  /** Conditions that tie it to its parent. */
  join: readonly string[];
}

/** A select in parts, so that its rows and their number can be asked with the same parameters. */
export interface Read {
  columns: string;
  body: string;
  groupBy: string;
  order: string;
  limit: string;
}

interface Embed {
  item: SelectEmbed;
  relationship: Relationship;
  /** The alias of its lateral join. */
  lateral: string;
  toOne: boolean;
  sql: string;
}

const EMPTY_SCOPE: Scope = { where: [], order: [], limit: null, offset: 0 };

export function readSql(read: Read): string {
  return `select ${read.columns} ${read.body} ${read.groupBy} ${read.order} ${read.limit}`;
}

/** How many rows there are in all; counting stops at `limit`. */
export function countSql(read: Read, limit: number | null = null): string {
  const end = limit === null ? '' : `limit ${limit}`;
  return `select count(*) from (select 1 ${read.body} ${read.groupBy} ${end}) pgrst_counted`;
}

/** The read at `path` of the tree (empty for the root). `where: false` when the conditions were applied elsewhere. */
export function renderRead(
  context: ReadContext,
  source: Source,
  select: readonly SelectItem[],
  path: readonly string[] = [],
  options: { where: boolean } = { where: true },
): Read {
  const scope = claim(context, path);
  const embeds = select
    .filter((item) => item.kind === 'embed')
    .map((item) => renderEmbed(context, source, item, path));
  const grouped = select.some((item) => item.kind === 'field' && item.aggregate !== null);
  if (grouped && !context.catalog.settings.aggregates) {
    throw new RestError(400, 'PGRST123', 'Use of aggregate functions is not allowed');
  }
  const columns = select.flatMap((item) => renderColumn(item, source, embeds, grouped));
  const conditions = options.where
    ? renderConditions(scope.where, conditionContext(context, source, embeds))
    : '';
  const where = [...source.join, ...(conditions === '' ? [] : [conditions])].join(' and ');
  const groupKeys = grouped
    ? columns.filter((column) => column.key).map((column) => column.value)
    : [];
  return {
    columns: columns
      .map(({ value, name }) => (name === null ? value : `${value} as ${ident(name)}`))
      .join(', '),
    body: `from ${source.from} ${embeds.map(joinSql).join(' ')} ${where === '' ? '' : `where ${where}`}`,
    groupBy: groupKeys.length > 0 ? `group by ${groupKeys.join(', ')}` : '',
    order: renderOrder(context, source, scope, embeds),
    limit: limitSql(scope, context.maxRows),
  };
}

/** PGRST108: a filter, order or limit for an embed that was not selected. */
export function checkScopes(context: ReadContext): void {
  for (const key of context.scopes.keys()) {
    if (context.claimed.has(key)) continue;
    const name = key.split(PATH_MARK).at(-1);
    throw new RestError(400, 'PGRST108', `'${name}' is not an embedded resource in this request`, {
      hint: `Verify that '${name}' is included in the 'select' query parameter.`,
    });
  }
}

function claim(context: ReadContext, path: readonly string[]): Scope {
  const key = path.join(PATH_MARK);
  context.claimed.add(key);
  return context.scopes.get(key) ?? EMPTY_SCOPE;
}

function limitSql({ limit, offset }: Pick<Scope, 'limit' | 'offset'>, maxRows: number): string {
  const rows = limit === null ? maxRows : Math.min(limit, maxRows);
  return `limit ${rows}${offset > 0 ? ` offset ${offset}` : ''}`;
}

export function conditionContext(
  { params }: ReadContext,
  source: Source,
  embeds: readonly Embed[] = [],
): ConditionContext {
  return {
    alias: source.alias,
    table: source.table,
    params,
    embedValue(name) {
      const embed =
        embeds.find(({ item }) => item.alias === name) ??
        embeds.find(({ item }) => item.name === name);
      return embed && !embed.item.spread ? `${ident(embed.lateral)}.v` : null;
    },
  };
}

interface OutputColumn {
  value: string;
  name: string | null;
  /** What an aggregate is grouped by. */
  key: boolean;
}

function renderColumn(
  item: SelectItem,
  source: Source,
  embeds: readonly Embed[],
  grouped: boolean,
): OutputColumn[] {
  if (item.kind === 'all') return [{ value: `${ident(source.alias)}.*`, name: null, key: true }];
  if (item.kind === 'field') {
    return [
      { value: renderSelected(item, source.alias), name: outputName(item), key: !item.aggregate },
    ];
  }
  const embed = embeds.find((candidate) => candidate.item === item);
  if (!embed || item.select.length === 0) return [];
  const lateral = ident(embed.lateral);
  if (!item.spread) {
    const value = embed.toOne ? `${lateral}.v` : `coalesce(${lateral}.v, '[]')`;
    return [
      { value: grouped ? `${value}::jsonb` : value, name: item.alias ?? item.name, key: true },
    ];
  }
  return outputNames(item.select, embed.relationship.target).map((name) => {
    const value = `${lateral}.${ident(name)}`;
    return { value: embed.toOne ? value : `coalesce(${value}, '[]')`, name, key: true };
  });
}

function renderSelected(item: SelectField, alias: string): string {
  let value = item.field === null ? '*' : renderField(alias, item.field);
  if (item.cast !== null) value = `cast(${value} as ${item.cast})`;
  if (item.aggregate === null) return value;
  value = `${item.aggregate.name}(${value})`;
  return item.aggregate.cast === null ? value : `cast(${value} as ${item.aggregate.cast})`;
}

function outputName(item: SelectField): string {
  if (item.alias !== null) return item.alias;
  if (item.aggregate !== null) return item.aggregate.name;
  const key = item.field?.path.findLast((step) => !isIndex(step.key))?.key;
  return key ?? item.field?.name ?? '';
}

function outputNames(select: readonly SelectItem[], table: Table): string[] {
  return select.flatMap((item) => {
    if (item.kind === 'all') return table.columns.map((column) => column.name);
    return item.kind === 'field' ? [outputName(item)] : [item.alias ?? item.name];
  });
}

function renderEmbed(
  context: ReadContext,
  parent: Source,
  item: SelectEmbed,
  path: readonly string[],
): Embed {
  if (!parent.table) {
    throw new RestError(
      400,
      'PGRST200',
      `Could not find a relationship between '${parent.alias}' and '${item.name}' in the schema cache`,
    );
  }
  const relationship = findRelationship(context.catalog, parent.table, item.name, item.hint);
  const byAlias = [...path, item.alias ?? item.name];
  const usesAlias = item.alias !== null && hasScope(context, byAlias);
  const ownPath = usesAlias ? byAlias : [...path, item.name];
  const source = embedSource(relationship, parent.alias, path.length + 1);
  const inner = readSql(renderRead(context, source, item.select, ownPath));
  const toOne = isToOne(relationship);
  const lateral = `pgrst_embed_${++context.embeds}`;
  return { item, relationship, lateral, toOne, sql: wrapEmbed(item, relationship, inner, toOne) };
}

function hasScope(context: ReadContext, path: readonly string[]): boolean {
  const key = path.join(PATH_MARK);
  return [...context.scopes.keys()].some(
    (scope) => scope === key || scope.startsWith(key + PATH_MARK),
  );
}

function wrapEmbed(
  item: SelectEmbed,
  relationship: Relationship,
  inner: string,
  toOne: boolean,
): string {
  if (item.spread && toOne) return `select * from (${inner}) r limit 1`;
  if (item.spread) {
    const names = outputNames(item.select, relationship.target);
    const lists = names.map((name) => `json_agg(r.${ident(name)}) as ${ident(name)}`);
    return `select ${['count(*) as pgrst_rows', ...lists].join(', ')} from (${inner}) r`;
  }
  return toOne
    ? `select row_to_json(r) as v from (${inner}) r limit 1`
    : `select json_agg(r) as v from (${inner}) r`;
}

function joinSql({ item, lateral, toOne, sql }: Embed): string {
  const name = ident(lateral);
  if (item.join === 'left') return `left join lateral (${sql}) ${name} on true`;
  const found = item.spread ? (toOne ? 'true' : `${name}.pgrst_rows > 0`) : `${name}.v is not null`;
  return `join lateral (${sql}) ${name} on ${found}`;
}

/** Aliases tell depths apart, so a table may stand inside itself, and errors still name it. */
function embedSource(relationship: Relationship, parentAlias: string, depth: number): Source {
  const { target } = relationship;
  const free = (name: string): string => (name === parentAlias ? `${name}_` : name);
  const alias = free(`${target.name}_${depth}`);
  const from = `${qualified(target.schema, target.name)} as ${ident(alias)}`;
  const column = (of: string, name: string): string => `${ident(of)}.${ident(name)}`;
  if (relationship.kind === 'computed') {
    const { schema, name } = relationship.routine;
    const call = `${qualified(schema, name)}(${ident(parentAlias)}) as ${ident(alias)}`;
    return { from: call, alias, table: target, join: [] };
  }
  if (relationship.kind !== 'many-to-many') {
    const join = relationship.columns.map(
      ([own, other]) => `${column(alias, other)} = ${column(parentAlias, own)}`,
    );
    return { from, alias, table: target, join };
  }
  const { junction } = relationship;
  const middle = free(`${junction.name}_${depth}_junction`);
  const join = [
    ...relationship.columns.map(
      ([own, via]) => `${column(middle, via)} = ${column(parentAlias, own)}`,
    ),
    ...relationship.targetColumns.map(
      ([via, other]) => `${column(middle, via)} = ${column(alias, other)}`,
    ),
  ];
  const both = `${from} cross join ${qualified(junction.schema, junction.name)} as ${ident(middle)}`;
  return { from: both, alias, table: target, join };
}

function renderOrder(
  context: ReadContext,
  source: Source,
  scope: Scope,
  embeds: readonly Embed[],
): string {
  if (scope.order.length === 0) return '';
  const terms = scope.order.map((term) => {
    if (term.relation === null) return renderOrderTerm(renderField(source.alias, term.field), term);
    const embed = embeds.find(({ item }) => (item.alias ?? item.name) === term.relation);
    return renderOrderTerm(
      relatedValue(context, source, embed, term.relation, term.field.name),
      term,
    );
  });
  return `order by ${terms.join(', ')}`;
}

function relatedValue(
  context: ReadContext,
  source: Source,
  embed: Embed | undefined,
  relation: string,
  column: string,
): string {
  if (!embed) {
    throw new RestError(
      400,
      'PGRST108',
      `'${relation}' is not an embedded resource in this request`,
      {
        hint: `Verify that '${relation}' is included in the 'select' query parameter.`,
      },
    );
  }
  if (!embed.toOne) {
    throw new RestError(400, 'PGRST118', `A related order on '${relation}' is not possible`, {
      details: `'${source.alias}' and '${relation}' do not form a many-to-one or one-to-one relationship`,
    });
  }
  const related = embedSource(embed.relationship, source.alias, 1000 + ++context.embeds);
  const where = related.join.length > 0 ? `where ${related.join.join(' and ')}` : '';
  return `(select ${ident(related.alias)}.${ident(column)} from ${related.from} ${where} limit 1)`;
}

/** The columns that a mutation must return for a read on top of it; null means all of them. */
export function neededColumns(
  catalog: Catalog,
  table: Table,
  select: readonly SelectItem[],
  scope: Scope | undefined,
): string[] | null {
  const names = new Set<string>();
  for (const item of select) {
    if (item.kind === 'all') return null;
    if (item.kind === 'field') {
      if (item.field) names.add(item.field.name);
      continue;
    }
    const relationship = findRelationship(catalog, table, item.name, item.hint);
    if (relationship.kind === 'computed') return null;
    for (const [own] of relationship.columns) names.add(own);
  }
  for (const term of scope?.order ?? []) if (term.relation === null) names.add(term.field.name);
  return [...names];
}
