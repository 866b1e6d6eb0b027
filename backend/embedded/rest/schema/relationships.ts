import type { Catalog, ForeignKey, Routine, Table } from './catalog.ts';
import { RestError } from '../rest-error.ts';
import { closest } from './closest.ts';

type Pairs = ReadonlyArray<readonly [string, string]>;

/** How the rows of `origin` find those of `target`. */
export type Relationship =
  | {
      kind: 'many-to-one' | 'one-to-one' | 'one-to-many';
      origin: Table;
      target: Table;
      constraint: string;
      /** [column of origin, column of target] */
      columns: Pairs;
    }
  | {
      kind: 'many-to-many';
      origin: Table;
      target: Table;
      constraint: string;
      junction: Table;
      /** [column of origin, column of junction] */
      columns: Pairs;
      /** [column of junction, column of target] */
      targetColumns: Pairs;
      targetConstraint: string;
    }
  | {
      kind: 'computed';
      origin: Table;
      target: Table;
      routine: Routine;
      constraint: string;
      columns: Pairs;
    };

/** Whether an embed shows one object rather than an array. */
export function isToOne(relationship: Relationship): boolean {
  if (relationship.kind === 'computed') return !relationship.routine.returns.many;
  return relationship.kind === 'many-to-one' || relationship.kind === 'one-to-one';
}

/**
 * The relationship that `origin?select=target!hint(*)` means. Throws PGRST200 when there is none and PGRST201 when
 * there are several.
 */
export function findRelationship(
  catalog: Catalog,
  origin: Table,
  target: string,
  hint: string | null,
): Relationship {
  const all = relationshipsOf(catalog, origin);
  const matching = all.filter((one) => isMeant(one, target, hint));
  const computed = matching.filter((one) => one.kind === 'computed');
  // A function written for this row type was made to decide.
  const candidates = computed.length > 0 ? computed : matching;
  const [only, ...others] = candidates;
  if (!only) throw notFound(origin, target, hint, all);
  if (others.length > 0) throw ambiguous(origin, target, candidates);
  return only;
}

function isMeant(one: Relationship, target: string, hint: string | null): boolean {
  if (one.kind === 'computed') return hint === null && one.routine.name === target;
  const isSelf = one.origin.oid === one.target.oid;
  const forward = one.kind === 'many-to-one' || one.kind === 'one-to-one';
  const column = one.columns.length === 1 ? one.columns[0] : undefined;
  if (hint === null) {
    // Of the two directions of a self reference, its name alone means the children; its column, the parent.
    const byTable = target === one.target.name && (!isSelf || one.kind === 'one-to-many');
    // By its key a table is meant, and not the views that show the same key.
    const isKey = one.kind !== 'many-to-many' && !one.target.isView;
    const byKey = isKey && target === one.constraint && (!isSelf || forward);
    return byTable || byKey || (isKey && forward && column?.[0] === target);
  }
  if (target !== one.target.name) return false;
  if (one.kind === 'many-to-many') {
    return hint === one.junction.name || hint === one.constraint || hint === one.targetConstraint;
  }
  // `table!parent_id` of the same table means the children; its constraint would mean both directions, and neither.
  if (isSelf) return !forward && column?.[1] === hint;
  return hint === one.constraint || column?.[forward ? 0 : 1] === hint;
}

function relationshipsOf(catalog: Catalog, origin: Table): Relationship[] {
  const found: Relationship[] = [];
  for (const key of catalog.foreignKeys) {
    if (key.from === origin.oid) push(found, direct(catalog, key, origin, false));
    if (key.to === origin.oid) {
      push(found, direct(catalog, key, origin, true));
      found.push(...through(catalog, key, origin));
    }
  }
  for (const routines of catalog.routines.values()) {
    for (const routine of routines) {
      const target =
        routine.rowOf === origin.oid && catalog.tables.get(routine.returns.table ?? -1);
      if (!target) continue;
      found.push({
        kind: 'computed',
        origin,
        target,
        routine,
        constraint: routine.name,
        columns: [],
      });
    }
  }
  return found;
}

function push(found: Relationship[], one: Relationship | null): void {
  if (one) found.push(one);
}

function direct(
  catalog: Catalog,
  key: ForeignKey,
  origin: Table,
  reverse: boolean,
): Relationship | null {
  const target = catalog.tables.get(reverse ? key.from : key.to);
  if (!target) return null;
  const { constraint, unique } = key;
  const kind = unique ? 'one-to-one' : reverse ? 'one-to-many' : 'many-to-one';
  return { kind, origin, target, constraint, columns: reverse ? flip(key.columns) : key.columns };
}

/** A junction's primary key holds the columns of both its keys. */
function through(catalog: Catalog, key: ForeignKey, origin: Table): Relationship[] {
  const junction = catalog.tables.get(key.from);
  if (!junction) return [];
  const inKey = (columns: Pairs): boolean =>
    columns.every(([own]) => junction.primaryKey.includes(own));
  return catalog.foreignKeys.flatMap((other) => {
    const target = catalog.tables.get(other.to);
    const fits = other.from === key.from && other.constraint !== key.constraint;
    if (!target || !fits || !inKey(key.columns) || !inKey(other.columns)) return [];
    return [
      {
        kind: 'many-to-many' as const,
        origin,
        target,
        junction,
        constraint: key.constraint,
        columns: flip(key.columns),
        targetColumns: other.columns,
        targetConstraint: other.constraint,
      },
    ];
  });
}

function flip(columns: Pairs): Pairs {
  return columns.map(([a, b]) => [b, a] as const);
}

function notFound(
  origin: Table,
  target: string,
  hint: string | null,
  all: readonly Relationship[],
): RestError {
  const between = `'${origin.name}' and '${target}'`;
  const using = hint === null ? '' : ` using the hint '${hint}'`;
  const other = closest(
    target,
    all.map((one) => one.target.name),
  );
  return new RestError(
    400,
    'PGRST200',
    `Could not find a relationship between ${between} in the schema cache`,
    {
      details: `Searched for a foreign key relationship between ${between}${using} in the schema '${origin.schema}', but no matches were found.`,
      hint:
        other === null || other === target
          ? null
          : `Perhaps you meant '${other}' instead of '${target}'.`,
    },
  );
}

function ambiguous(origin: Table, target: string, candidates: readonly Relationship[]): RestError {
  const hints = candidates.map((one) => {
    const name = one.kind === 'many-to-many' ? one.junction.name : one.constraint;
    return `'${one.target.name}!${name}'`;
  });
  return new RestError(
    300,
    'PGRST201',
    `Could not embed because more than one relationship was found for '${origin.name}' and '${target}'`,
    {
      details: candidates.map((one) => ({
        cardinality: one.kind,
        embedding: `${origin.name} with ${one.target.name}`,
        relationship: describe(one),
      })),
      hint: `Try changing '${target}' to one of the following: ${hints.join(', ')}. Find the desired relationship in the 'details' key.`,
    },
  );
}

function describe(one: Relationship): string {
  const side = (table: Table, columns: readonly string[]): string =>
    `${table.name}(${columns.join(', ')})`;
  const first = one.columns.map(([a]) => a);
  const second = one.columns.map(([, b]) => b);
  if (one.kind !== 'many-to-many') {
    return `${one.constraint} using ${side(one.origin, first)} and ${side(one.target, second)}`;
  }
  const keys = `${one.constraint}(${second.join(', ')}) and ${one.targetConstraint}(${one.targetColumns.map(([a]) => a).join(', ')})`;
  return `${one.junction.name} using ${keys}`;
}
