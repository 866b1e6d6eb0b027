import type { Condition, Field, OrderTerm, Test } from '../query/ast.ts';
import { OPERATORS } from '../query/parse-filter.ts';
import type { Table } from '../schema/catalog.ts';
import { type Params, ident, literal } from '../sql-text.ts';

/** Where a condition stands: the alias its columns belong to, and the embeds it may ask about. */
export interface ConditionContext {
  alias: string;
  table: Table | null;
  params: Params;
  /** The SQL of an embed's value, by its name or alias. */
  embedValue(name: string): string | null;
}

export function renderField(alias: string, field: Field): string {
  const column = `${ident(alias)}.${ident(field.name)}`;
  if (field.path.length === 0) return column;
  const steps = field.path.map(({ arrow, key }) => arrow + (isIndex(key) ? key : literal(key)));
  return `(to_jsonb(${column})${steps.join('')})`;
}

export function isIndex(key: string): boolean {
  return /^-?\d{1,9}$/.test(key);
}

export function renderConditions(
  conditions: readonly Condition[],
  context: ConditionContext,
): string {
  return conditions.map((condition) => `(${renderCondition(condition, context)})`).join(' and ');
}

function renderCondition(condition: Condition, context: ConditionContext): string {
  const not = condition.negated ? 'not ' : '';
  if (condition.kind === 'logic') {
    const items = condition.items.map((item) => `(${renderCondition(item, context)})`);
    return `${not}(${items.join(` ${condition.operator} `)})`;
  }
  const { field, test } = condition;
  const embed =
    field.path.length === 0 && test.kind === 'is' ? context.embedValue(field.name) : null;
  return `${not}(${renderTest(embed ?? renderField(context.alias, field), field, test, context)})`;
}

function renderTest(left: string, field: Field, test: Test, context: ConditionContext): string {
  const { params } = context;
  switch (test.kind) {
    case 'is':
      return `${left} is ${test.value === 'not_null' ? 'not null' : test.value}`;
    case 'in':
      return `${left} = any (${params.add(test.values)})`;
    case 'search':
      return renderSearch(left, field, test, context);
    case 'compare': {
      const isLike = test.operator === 'like' || test.operator === 'ilike';
      const right = params.add(isLike ? test.value.replaceAll('*', '%') : test.value);
      const operator = OPERATORS[test.operator] ?? '=';
      return test.quantifier
        ? `${left} ${operator} ${test.quantifier} (${right})`
        : `${left} ${operator} ${right}`;
    }
  }
}

const SEARCH_FUNCTIONS = {
  fts: 'to_tsquery',
  plfts: 'plainto_tsquery',
  phfts: 'phraseto_tsquery',
  wfts: 'websearch_to_tsquery',
} as const;

function renderSearch(
  left: string,
  field: Field,
  test: Extract<Test, { kind: 'search' }>,
  { table, params }: ConditionContext,
): string {
  const language = test.language === null ? '' : `${params.add(test.language)}::regconfig, `;
  const query = `${SEARCH_FUNCTIONS[test.operator]}(${language}${params.add(test.value)})`;
  const column = table?.columns.find(({ name }) => name === field.name);
  const isVector = field.path.length === 0 && (!column || column.type === 'tsvector');
  return isVector ? `${left} @@ ${query}` : `to_tsvector(${language}${left}) @@ ${query}`;
}

export function renderOrderTerm(value: string, { direction, nulls }: OrderTerm): string {
  return [value, direction, nulls && `nulls ${nulls}`].filter(Boolean).join(' ');
}
