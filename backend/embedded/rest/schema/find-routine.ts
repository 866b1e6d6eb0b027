import { RestError } from '../rest-error.ts';
import { type Catalog, type Routine, routineKey } from './catalog.ts';
import { closest } from './closest.ts';

export interface CallShape {
  schema: string;
  name: string;
  isPost: boolean;
  /** The names of the arguments that were given. */
  given: ReadonlySet<string>;
  /** The body, as a whole, may go to a single unnamed parameter. */
  wholeBody: 'json' | 'text' | 'bytes' | null;
}

const BODY_TYPES = { json: ['json', 'jsonb'], text: ['text'], bytes: ['bytea'] };

/** The overload that takes just these names. Throws PGRST202 when none does and PGRST203 when several do. */
export function findRoutine(catalog: Catalog, shape: CallShape): Routine {
  const overloads = callables(catalog, shape);
  const named = overloads.filter((routine) => takes(routine, shape.given));
  const candidates =
    named.length > 0 ? named : overloads.filter((routine) => takesBody(routine, shape));
  const [only, ...others] = candidates;
  if (!only) throw notFound(catalog, shape);
  if (others.length > 0) throw ambiguous(candidates);
  return only;
}

function callables(catalog: Catalog, { schema, name }: Pick<CallShape, 'schema' | 'name'>) {
  const all = catalog.routines.get(routineKey(schema, name)) ?? [];
  return all.filter(({ callable }) => callable);
}

function takes(routine: Routine, given: ReadonlySet<string>): boolean {
  if (routine.unnamed !== null) {
    const [only, ...others] = given;
    return others.length === 0 && (only === '' || (only === undefined && routine.optional));
  }
  const names = new Set(routine.arguments.map(({ name }) => name));
  const complete = routine.arguments.every(({ name, required }) => !required || given.has(name));
  return complete && [...given].every((name) => names.has(name));
}

function takesBody(routine: Routine, { wholeBody }: CallShape): boolean {
  return (
    wholeBody !== null &&
    routine.unnamed !== null &&
    BODY_TYPES[wholeBody].includes(routine.unnamed)
  );
}

function notFound(catalog: Catalog, { schema, name, given, isPost }: CallShape): RestError {
  const names = [...given];
  const orBody = isPost ? ' or with a single unnamed json/jsonb parameter' : '';
  const signature = names.length === 0 ? ' without parameters' : `(${names.join(', ')})`;
  const searched =
    names.length === 0
      ? `without parameters${orBody}`
      : `with parameter${names.length > 1 ? 's' : ''} ${names.join(', ')}${orBody}`;
  return new RestError(
    404,
    'PGRST202',
    `Could not find the function ${schema}.${name}${signature} in the schema cache`,
    {
      details: `Searched for the function ${schema}.${name} ${searched}, but no matches were found in the schema cache.`,
      hint: suggest(catalog, schema, name, names),
    },
  );
}

/** Other parameters of the same function, else another function of the schema. */
function suggest(
  catalog: Catalog,
  schema: string,
  name: string,
  given: readonly string[],
): string | null {
  const same = callables(catalog, { schema, name }).map((routine) =>
    routine.arguments
      .map((argument) => argument.name)
      .sort()
      .join(', '),
  );
  if (same.length > 0) {
    const list = closest(given.toSorted().join(', '), same) ?? same[0];
    return `Perhaps you meant to call the function ${schema}.${name}${list ? `(${list})` : ''}`;
  }
  const all = [...catalog.routines.values()].flat();
  const names = all.filter((routine) => routine.callable && routine.schema === schema);
  const like = closest(
    name,
    names.map((routine) => routine.name),
  );
  return like === null ? null : `Perhaps you meant to call the function ${schema}.${like}`;
}

function ambiguous(candidates: readonly Routine[]): RestError {
  const signatures = candidates.map(
    ({ schema, name, arguments: args, unnamed }) =>
      `${schema}.${name}(${unnamed === null ? args.map((argument) => `${argument.name} => ${argument.type}`).join(', ') : ` => ${unnamed}`})`,
  );
  return new RestError(
    300,
    'PGRST203',
    `Could not choose the best candidate function between: ${signatures.join(', ')}`,
    {
      hint: 'Try renaming the parameters or the function itself in the database so function overloading can be resolved',
    },
  );
}
