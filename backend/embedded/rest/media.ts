import { RestError } from './rest-error.ts';

/** What the caller wants to read. */
export interface Format {
  kind: 'array' | 'object' | 'csv';
  stripNulls: boolean;
  contentType: string;
  /** Not the rows are wanted, but how Postgres would find them. */
  plan: Plan | null;
}

export interface Plan {
  format: 'json' | 'text';
  options: readonly string[];
}

const OBJECT = 'application/vnd.pgrst.object';
const ARRAY = 'application/vnd.pgrst.array';
const PLAN = /^application\/vnd\.pgrst\.plan(?:\+(json|text))?$/;
const PLAN_OPTIONS = ['analyze', 'verbose', 'settings', 'buffers', 'wal'];

/**
 * The first acceptable type of an `Accept` header. Plans only where the project shows them
 * (https://docs.postgrest.org/en/v14/references/observability.html#execution-plan). Throws PGRST107 (406) when there is
 * none.
 */
export function chooseFormat(accept: string | null, { plans }: { plans: boolean }): Format {
  const types = (accept || '*/*').split(',').map((part) => part.trim().toLowerCase());
  for (const type of types) {
    const [name = '', ...parameters] = type.split(';').map((part) => part.trim());
    const stripNulls = parameters.includes('nulls=stripped');
    const base = name.replace(/\+json$/, '');
    const planned = plans ? PLAN.exec(name) : null;
    if (planned) return planFormat(planned[1] === 'json' ? 'json' : 'text', type);
    if (base === OBJECT) {
      const contentType = `${OBJECT}+json${stripNulls ? '; nulls=stripped' : ''}; charset=utf-8`;
      return { kind: 'object', stripNulls, contentType, plan: null };
    }
    if (base === ARRAY && stripNulls) {
      return {
        kind: 'array',
        stripNulls,
        contentType: `${ARRAY}+json; nulls=stripped; charset=utf-8`,
        plan: null,
      };
    }
    if (name === 'text/csv')
      return { kind: 'csv', stripNulls: false, contentType: 'text/csv; charset=utf-8', plan: null };
    if (['application/json', '*/*', 'application/*', ARRAY, `${ARRAY}+json`].includes(name)) {
      return {
        kind: 'array',
        stripNulls: false,
        contentType: 'application/json; charset=utf-8',
        plan: null,
      };
    }
  }
  throw new RestError(
    406,
    'PGRST107',
    `None of these media types are available: ${types.join(', ')}`,
  );
}

function planFormat(format: Plan['format'], type: string): Format {
  const asked = /options=([\w|]*)/.exec(type)?.[1]?.split('|') ?? [];
  const options = PLAN_OPTIONS.filter((option) => asked.includes(option));
  const kind = type.includes(OBJECT) ? 'object' : 'array';
  const contentType = `application/vnd.pgrst.plan+${format}; charset=utf-8`;
  return { kind, stripNulls: false, contentType, plan: { format, options } };
}
