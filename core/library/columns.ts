import { z } from 'zod';
import { ErrorBody } from '../../contract/errors.ts';

/** Columns as the server sends them, turned into what SQLite keeps. Rows of the server are parsed like any input. */

/** Any instant, as ISO 8601 in UTC with milliseconds, so that text order is time order. */
export const Time = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'no instant')
  .transform((text) => new Date(text).toISOString());

export const OptionalTime = Time.nullish().transform((time) => time ?? null);
export const OptionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? null);
export const Flag = z
  .boolean()
  .nullish()
  .transform((flag) => (flag ? 1 : 0));
/** A JSON value as text. */
export const Json = z.unknown().transform((value) => JSON.stringify(value));
/** JSON of an `ErrorBody`, or nothing if what is there is none. */
export const OptionalError = z.unknown().transform((value) => {
  const body = ErrorBody.safeParse(value);
  return body.success ? JSON.stringify(body.data) : null;
});
