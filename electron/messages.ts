import { z } from 'zod';
import { ErrorBody } from '../contract/errors.ts';
import { Sha256 } from '../contract/primitives.ts';
import { ProviderKeys } from '../contract/provider-access.ts';
import { BackendLink } from '../contract/solo.ts';
import { Settings } from '../contract/studio/settings.ts';

/** Originals that lie on this machine, and a PNG of the first for the hand that drags them. */
const Located = z.object({ paths: z.array(z.string()), icon: z.instanceof(Uint8Array).nullable() });
export type Located = z.infer<typeof Located>;

/** What the desktop's main process and the studio's utility process say to each other. Ports ride along where named. */

/** With a port: a window's calls (`client`), or the bytes of one request of the `atelier:` scheme (`media`). */
export const ToStudio = z.discriminatedUnion('type', [
  z.object({ type: z.literal('client') }),
  z.object({
    type: z.literal('media'),
    url: z.string(),
    method: z.enum(['GET', 'HEAD', 'POST']),
    headers: z.record(z.string(), z.string()),
  }),
  z.object({
    type: z.literal('backend'),
    link: BackendLink.nullable(),
    trouble: ErrorBody.optional(),
  }),
  z.object({
    type: z.literal('secret'),
    id: z.int(),
    value: z.string().nullable(),
    failed: z.boolean(),
  }),
  z.object({ type: z.literal('locate'), id: z.int(), sha256s: z.array(Sha256) }),
  z.object({ type: z.literal('close') }),
]);
export type ToStudio = z.infer<typeof ToStudio>;

export const FromStudio = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('failed'), error: ErrorBody }),
  z.object({ type: z.literal('located'), id: z.int(), located: Located }),
  z.object({ type: z.literal('keys'), keys: ProviderKeys }),
  /** Whether the embedded backend is needed. */
  z.object({ type: z.literal('solo'), wanted: z.boolean() }),
  z.object({ type: z.literal('language'), language: Settings.shape.language }),
  z.object({
    type: z.literal('secret'),
    id: z.int(),
    op: z.enum(['get', 'set', 'delete']),
    name: z.string(),
    value: z.string().optional(),
  }),
]);
export type FromStudio = z.infer<typeof FromStudio>;

/** The channels between a window's preload and main. */
export const CHANNELS = {
  /** Preload → main: give me a port to the studio. Main → preload: here is one, at first and after each restart. */
  port: 'atelier:port',
  dragOut: 'atelier:drag-out',
  open: 'atelier:open',
  /** Preload → main: the system's dialog for a folder. Main → preload: what was chosen. */
  chooseFolder: 'atelier:choose-folder',
  showPath: 'atelier:show-path',
  showNotice: 'atelier:show-notice',
  showProgress: 'atelier:show-progress',
} as const;

/** What goes over the port of one media request, both ways. A side sends one chunk for each `pull` it gets. */
export type MediaFrame =
  | { type: 'head'; status: number; headers: Record<string, string> }
  | { type: 'chunk'; bytes: Uint8Array }
  | { type: 'pull' }
  | { type: 'end' }
  | { type: 'abort' };

/** The desktop's own scheme, which stands for file:// and for a server. */
export const SCHEME = 'atelier';
export const APP_ORIGIN = `${SCHEME}://app`;
/** Media share the page's origin, so that `connect-src 'self'` covers an import. */
export const MEDIA_PREFIX = '/media/';
