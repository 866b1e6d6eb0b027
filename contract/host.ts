import { z } from 'zod';
import type { ErrorBody } from './errors.ts';
import { Id } from './primitives.ts';
import type { StudioEvent } from './studio/events.ts';

/** What the host can do and where it serves media. What only a desktop has is absent in a browser. */
export const HostInfo = z.object({
  kind: z.enum(['desktop', 'browser']),
  platform: z.enum(['mac', 'windows', 'linux', 'other']),
  /** Ends with a slash. `mediaBase + mediaPath(…)` serves bytes; POST to `mediaBase + IMPORT_PATH` imports them. */
  mediaBase: z.string(),
});
export type HostInfo = z.infer<typeof HostInfo>;

export type Answer<T = unknown> = { ok: true; value: T } | { ok: false; error: ErrorBody };

/** What the system tells of work that has ended, while its creator does something else. */
export const SystemNotice = z.object({
  /** Another one about the same takes the place of the first. */
  about: Id,
  title: z.string().min(1).max(200),
  body: z.string().max(300),
  /** The `atelier://` link that is followed when it is pressed. */
  target: z.string().max(200),
});
export type SystemNotice = z.infer<typeof SystemNotice>;

/** What the desktop's preload exposes as `window.atelier`, and the browser's transport builds over fetch. */
export interface HostApi {
  readonly host: HostInfo;
  /** `path` is `domain.verb`. Never rejects: what fails is an answer. */
  call(path: string, input: unknown): Promise<Answer>;
  /** Calls back on each event until the returned function is called; connects again by itself. */
  listen(onEvent: (event: StudioEvent) => void): () => void;
  /** Only on a desktop: starts dragging originals out to other programs. */
  readonly dragOut?: (sha256s: readonly string[]) => void;
  /** Only on a desktop: the system's dialog for a folder; null where none was chosen. */
  readonly chooseFolder?: (from?: string) => Promise<string | null>;
  /** Only on a desktop: shows a file or folder in the system's file manager. */
  readonly showPath?: (path: string) => void;
  /** Only on a desktop: an `atelier://` link or a file that the system asked to open. */
  readonly onOpen?: (callback: (target: string) => void) => () => void;
  /** Only on a desktop: the system tells it, in its own way and at a time that suits it. */
  readonly showNotice?: (notice: SystemNotice) => void;
  /** Only on a desktop: how far all work is, 0 to 1, at the program's sign in the dock or taskbar; null: nothing runs. */
  readonly showProgress?: (progress: number | null) => void;
}

/** Headers of an import: the name of the file, percent-encoded; the day it was last changed, in ms since 1970. */
export const IMPORT_HEADERS = {
  name: 'x-file-name',
  modified: 'x-file-modified',
  collection: 'x-collection-id',
} as const;
