import { z } from 'zod';

/** Longer texts are not looked at (rule F7). A workflow of some hundred nodes takes a quarter of it. */
export const MAX_TEXT = 2 * 1024 * 1024;

/** Python writes these, though JSON has no such thing. */
const NOT_JSON = /([[:,]\s{0,9})(?:NaN|-?Infinity)(?=\s{0,9}[,\]}])/g;

/**
 * The object a text holds, if it holds one of this shape. Whole numbers that are too long for JavaScript (seeds of 64
 * bits) stay text.
 */
export function parseObject<T>(text: string | undefined, shape: z.ZodType<T>): T | undefined {
  if (text === undefined || text.length > MAX_TEXT || !text.trimStart().startsWith('{')) {
    return undefined;
  }
  return shape.safeParse(parse(text) ?? parse(text.replace(NOT_JSON, '$1null'))).data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, keepLong);
  } catch {
    return undefined;
  }
}

/** https://github.com/tc39/proposal-json-parse-with-source */
function keepLong(_key: string, value: unknown, context?: { source?: string }): unknown {
  const isLong =
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isLong && /^\d{1,20}$/.test(context?.source ?? '') ? context?.source : value;
}

/** What a program wrote for a number: one, or a text of one. */
export const Numeric = z
  .union([z.number(), z.string().max(40)])
  .transform(Number)
  .refine((value) => Number.isFinite(value));
export const SeedText = z.union([z.number(), z.string().regex(/^\d{1,20}$/)]);
