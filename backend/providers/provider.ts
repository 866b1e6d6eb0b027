import type { AudioType, MediaType, OutputFormat } from '../../contract/media.ts';
import type { Model, ProviderId, Quality } from '../../contract/models.ts';
import type { GenerateVideoPayload, JobStage, RenderImagesPayload } from '../../contract/orders.ts';

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
  /** What the picture looks like by now, as any image file. Cheap: the worker takes few of them. */
  preview(picture: Uint8Array): void;
  /** The vendor's id of this job when an earlier attempt stored one: resume it (rule Q6). */
  readonly providerJobId: string | null;
  /** Stores the vendor's id; settles when the backend has it. Await it before waiting on the vendor. */
  storeProviderJobId(id: string): Promise<void>;
}

/** A file that a job was given. The worker has checked its hash and decoded it. */
export interface RenderInput {
  readonly sha256: string;
  readonly bytes: Uint8Array;
  /** PNG, JPEG or WebP, whatever the creator gave; or a sound. */
  readonly mime: MediaType | AudioType;
  /** Of a picture, upright. 0 of a sound. */
  readonly width: number;
  readonly height: number;
}

interface JobOf<Payload> {
  readonly id: string;
  readonly userId: string;
  readonly payload: Payload;
  readonly model: Model;
  /** By content: all that the payload names (`inputsOf`); a mask is as large as its source. */
  readonly inputs: ReadonlyMap<string, RenderInput>;
}

/** One picture, of an order of pictures or of a carousel. */
export type RenderJob = JobOf<RenderImagesPayload>;
export type VideoJob = JobOf<GenerateVideoPayload>;

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

/** The worker converts what is not in the format that was asked for. */
export interface RenderedVideo {
  readonly bytes: Uint8Array;
  readonly mime: 'video/mp4' | 'video/webm' | 'image/gif';
}

export interface VideoAnswer {
  readonly video: RenderedVideo;
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
  readonly formats: readonly OutputFormat[];
  readonly qualities: readonly Quality[];
  readonly seed: boolean;
  readonly negativePrompt: boolean;
  /** A job survives its worker: the next one resumes it by the vendor's id. */
  readonly resumable: boolean;
  /** Shows what it draws while it draws. Absent: it does not. */
  readonly previews?: boolean;
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
  readonly limits: ProviderLimits;
  readonly capabilities: ProviderCapabilities;
  readonly price: ProviderPrice;
  /**
   * Set where one seed and prompt give one byte-identical file: when that way of making them was laid down. It
   * stands in the file as the time of making, since the real one would make every file another. Null elsewhere.
   */
  readonly edition: string | null;
  /** Absent where it makes no pictures: a job for them is `model_unavailable`. */
  renderImages?(job: RenderJob, context: RenderContext): Promise<RenderAnswer>;
  /** Absent where it makes no videos. */
  renderVideo?(job: VideoJob, context: RenderContext): Promise<VideoAnswer>;
  /** Gives back what the provider holds (threads, sockets). */
  close?(): Promise<void>;
}

export type ImageProvider = Provider & Required<Pick<Provider, 'renderImages'>>;
export type VideoProvider = Provider & Required<Pick<Provider, 'renderVideo'>>;
