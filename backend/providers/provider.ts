import type { ImageFormat, MediaType } from '../../contract/media.ts';
import type { Model, ProviderId, Quality } from '../../contract/models.ts';
import type { JobStage, JobType, RenderImagesPayload } from '../../contract/orders.ts';

/** What a provider gets from the worker while one job runs. */
export interface RenderContext {
  /** The creator's key; null where the provider needs none. */
  readonly key: string | null;
  /** Instead of the vendor's own address: a proxy, or a local server in tests. */
  readonly baseUrl?: string | undefined;
  /** Aborted when the job was cancelled, its lease lost, or the worker ends: stop, and stop paying. */
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
  /** `fraction` is 0 to 1 over the whole job as the provider sees it. Cheap: the worker throttles. */
  progress(stage: JobStage, fraction?: number): void;
  /** The vendor's id of this job when an earlier attempt stored one: resume it (rule Q6). */
  readonly providerJobId: string | null;
  /** Stores the vendor's id; settles when the backend has it. Await it before waiting on the vendor. */
  storeProviderJobId(id: string): Promise<void>;
}

export interface RenderJob {
  readonly id: string;
  readonly userId: string;
  readonly payload: RenderImagesPayload;
  readonly model: Model;
}

export interface RenderedImage {
  readonly bytes: Uint8Array;
  readonly mime: MediaType;
  readonly width: number;
  readonly height: number;
}

export interface RenderAnswer {
  /** At least one. */
  readonly images: readonly RenderedImage[];
  /** What the vendor says this job cost, in US dollars. */
  readonly vendorCostUsd?: number;
}

/** Bounds that hold for all models of a provider. */
export interface ProviderLimits {
  /** Wall-clock milliseconds one job may take before it counts as `timeout`. */
  readonly milliseconds: number;
  readonly maxPromptLength: number;
}

export interface ProviderCapabilities {
  /** Formats the vendor delivers itself; others are converted by the worker. */
  readonly formats: readonly ImageFormat[];
  readonly qualities: readonly Quality[];
  readonly seed: boolean;
  readonly negativePrompt: boolean;
  /** A job survives its worker: the next one resumes it by the vendor's id. */
  readonly resumable: boolean;
}

/** How the vendor counts money. Prices in credits are the backend's; these say what the operator pays. */
export type ProviderPrice =
  | { readonly unit: 'free' }
  | { readonly unit: 'second'; readonly usd: number }
  | {
      readonly unit: 'token';
      readonly usdPerMillion: { readonly textIn: number; readonly imageOut: number };
    };

/**
 * One vendor. Every failure is an `AtelierError`: provider_key_missing, provider_key_invalid,
 * provider_rate_limited (`retryAfterSeconds` in details when the vendor said so), content_refused,
 * provider_rejected, provider_unavailable, provider_answer_invalid, model_unavailable, timeout, cancelled.
 */
export interface Provider {
  readonly id: ProviderId;
  readonly name: string;
  readonly needsKey: boolean;
  readonly handles: readonly JobType[];
  readonly limits: ProviderLimits;
  readonly capabilities: ProviderCapabilities;
  readonly price: ProviderPrice;
  /**
   * Set where one seed and prompt give one byte-identical file: when that way of making them was laid down. It
   * stands in the file as the time of making, since the real one would make every file another. Null elsewhere.
   */
  readonly edition: string | null;
  renderImages(job: RenderJob, context: RenderContext): Promise<RenderAnswer>;
  /** Gives back what the provider holds (threads, sockets). */
  close?(): Promise<void>;
}
