import { z } from 'zod';
import { HttpUrl } from './primitives.ts';
import { ProviderKeys } from './provider-access.ts';

/**
 * Messages between a host and the two child processes of solo mode: the embedded backend and its worker.
 * They travel over the process's own channel, so no secret stands in an argument or an environment.
 */

/** How a studio signs in to a backend. */
export const BackendLink = z.object({
  url: HttpUrl,
  anonKey: z.string(),
  email: z.string(),
  password: z.string(),
});
export type BackendLink = z.infer<typeof BackendLink>;

export const WorkerLink = z.object({
  url: HttpUrl,
  anonKey: z.string(),
  workerKey: z.string(),
});
export type WorkerLink = z.infer<typeof WorkerLink>;

export const FromBackend = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), link: BackendLink, worker: WorkerLink }),
  z.object({ type: z.literal('failed'), message: z.string() }),
  /** An order was queued: there is work. Only a hint; the worker looks by itself, less often. */
  z.object({ type: z.literal('queued') }),
  /** The models are others than before. */
  z.object({ type: z.literal('models') }),
]);
export type FromBackend = z.infer<typeof FromBackend>;

export const ToBackend = z.discriminatedUnion('type', [
  /** What the edge functions of this machine may speak to vendors with; each message replaces the last. */
  z.object({ type: z.literal('keys'), keys: ProviderKeys }),
  z.object({ type: z.literal('stop') }),
]);
export type ToBackend = z.infer<typeof ToBackend>;

export const ToWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), link: WorkerLink, keys: ProviderKeys }),
  z.object({ type: z.literal('keys'), keys: ProviderKeys }),
  z.object({ type: z.literal('wake') }),
  z.object({ type: z.literal('stop') }),
]);
export type ToWorker = z.infer<typeof ToWorker>;
