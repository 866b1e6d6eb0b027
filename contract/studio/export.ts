import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ErrorBody } from '../errors.ts';
import { badToken, DEFAULT_TEMPLATE } from '../export-name.ts';
import { Id } from '../primitives.ts';
import { LibraryFilter } from './library.ts';
import { FolderPath, Task } from './storage.ts';

export const ExportFormat = z.enum(['original', 'webp', 'png', 'jpeg', 'avif']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** Works of one export by name; more of them are named by what finds them. */
export const MOST_NAMED = 10_000;

export const ExportOptions = z.object({
  what: z.union([
    z.object({ ids: z.array(Id).min(1).max(MOST_NAMED) }),
    z.object({ filter: LibraryFilter }),
  ]),
  /**
   * `folder`: files in a folder. `zip`: one file at this path. `download`: one zip at `mediaBase + exportPath(id)`,
   * made while it is fetched, once.
   */
  to: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('folder'), path: FolderPath }),
    z.object({ kind: z.literal('zip'), path: FolderPath }),
    z.object({ kind: z.literal('download') }),
  ]),
  /** See contract/export-name.ts. */
  template: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .refine((template) => badToken(template) === undefined, 'unknown_token')
    .default(DEFAULT_TEMPLATE),
  /** A video stays as it is. */
  format: ExportFormat.default('original'),
  /** Pixels; never larger than the picture. */
  longestEdge: z.int().min(16).max(16_384).nullable().default(null),
  /** Of JPEG, WebP and AVIF. */
  quality: z.int().min(1).max(100).default(90),
  /** `strip` takes everything out but the label that says a picture was made by AI. */
  metadata: z.enum(['keep', 'strip']).default('keep'),
  /** A JSON file beside each, with its recipe. */
  sidecar: z.boolean().default(false),
  /** A table of all of them. */
  csv: z.boolean().default(false),
});
export type ExportOptions = z.infer<typeof ExportOptions>;

export const ExportState = z.object({
  task: Task,
  written: z.int(),
  /** Why the others were left out, the first 500. */
  skipped: z.array(z.object({ id: Id, error: ErrorBody })),
  skippedCount: z.int(),
});
export type ExportState = z.infer<typeof ExportState>;

/** Where the zip of a `download` is fetched, under the media base. */
export function exportPath(id: string): string {
  return `export/${id}`;
}

export const exports = {
  start: oc.input(ExportOptions).output(Task),
  status: oc.input(z.object({ id: Id })).output(ExportState),
  cancel: oc.input(z.object({ id: Id })).output(Task),
};
