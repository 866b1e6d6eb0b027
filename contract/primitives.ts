import { z } from 'zod';

/** Ids are UUIDs; what a client creates is a version 7 (rule S1), so ids sort by time of creation. */
export const Id = z.guid();
export type Id = z.infer<typeof Id>;

/** An instant as ISO 8601 with an offset, as Postgres and `Date.toISOString` write it. */
export const Instant = z.iso.datetime({ offset: true });
export type Instant = z.infer<typeof Instant>;

/** A sha256 in lower-case hex: the name of a file's content everywhere. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export type Sha256 = z.infer<typeof Sha256>;

/** A Postgres xid8 or another 64-bit counter, as decimal text: JavaScript numbers are too short. */
export const Xid = z.string().regex(/^[0-9]{1,20}$/);
export type Xid = z.infer<typeof Xid>;

export const Pixels = z.int().min(1).max(65_535);

/** Whole credits. One credit is worth about one US cent. */
export const Credits = z.int().min(0).max(1_000_000_000);
export type Credits = z.infer<typeof Credits>;

export const Page = z.object({
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(500).default(100),
});
export type Page = z.infer<typeof Page>;

/** 1 to 1,000 ids, for calls that act on a selection. */
export const Ids = z.array(Id).min(1).max(1_000);

export function paged<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), total: z.int().min(0) });
}

/** An http or https address. Unlike zod's own `httpUrl` it also takes names without a dot and bare addresses. */
export const HttpUrl = z.url({ protocol: /^https?$/ });
