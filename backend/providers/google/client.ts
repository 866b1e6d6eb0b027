import { GoogleGenAI } from '@google/genai';
import { MEDIA_LIMITS } from '../../../contract/media.ts';
import { type BoundedFetch, boundedFetch } from '../bounded-fetch.ts';
import type { RenderContext } from '../provider.ts';

const BASE_URL = 'https://generativelanguage.googleapis.com';

export interface GoogleClient extends Pick<BoundedFetch, 'headers'> {
  /** For films, which are larger than any answer. */
  readonly download: typeof fetch;
  readonly api: GoogleGenAI;
  readonly baseUrl: string;
}

/** The official SDK for the Gemini Developer API, told all that it would otherwise read from the environment. */
export function createClient(
  context: RenderContext,
  key: string,
  milliseconds: number,
): GoogleClient {
  const bounded = boundedFetch(context.fetch, 'Google');
  const files = boundedFetch(context.fetch, 'Google', MEDIA_LIMITS.bytes);
  const baseUrl = context.baseUrl ?? BASE_URL;
  const api = new GoogleGenAI({
    apiKey: key,
    vertexai: false,
    apiVersion: 'v1beta',
    // No `retryOptions`: the queue retries, where the creator sees it and other workers share the wait.
    httpOptions: { baseUrl, timeout: milliseconds, fetch: bounded.fetch },
  });
  return { headers: bounded.headers, download: files.fetch, api, baseUrl };
}
