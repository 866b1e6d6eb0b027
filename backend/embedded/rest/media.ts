import { RestError } from './rest-error.ts';

/** What the caller wants to read. */
export interface Format {
  kind: 'array' | 'object' | 'csv';
  stripNulls: boolean;
  contentType: string;
}

const OBJECT = 'application/vnd.pgrst.object';
const ARRAY = 'application/vnd.pgrst.array';

/** The first acceptable type of an `Accept` header. Throws PGRST107 (406) when there is none. */
export function chooseFormat(accept: string | null): Format {
  const types = (accept || '*/*').split(',').map((part) => part.trim().toLowerCase());
  for (const type of types) {
    const [name = '', ...parameters] = type.split(';').map((part) => part.trim());
    const stripNulls = parameters.includes('nulls=stripped');
    const base = name.replace(/\+json$/, '');
    if (base === OBJECT) {
      const contentType = `${OBJECT}+json${stripNulls ? '; nulls=stripped' : ''}; charset=utf-8`;
      return { kind: 'object', stripNulls, contentType };
    }
    if (base === ARRAY && stripNulls) {
      return {
        kind: 'array',
        stripNulls,
        contentType: `${ARRAY}+json; nulls=stripped; charset=utf-8`,
      };
    }
    if (name === 'text/csv')
      return { kind: 'csv', stripNulls: false, contentType: 'text/csv; charset=utf-8' };
    if (['application/json', '*/*', 'application/*', ARRAY, `${ARRAY}+json`].includes(name)) {
      return { kind: 'array', stripNulls: false, contentType: 'application/json; charset=utf-8' };
    }
  }
  throw new RestError(
    406,
    'PGRST107',
    `None of these media types are available: ${types.join(', ')}`,
  );
}
