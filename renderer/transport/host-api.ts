import type { HostApi } from '../../contract/host.ts';
import { createBrowserHost } from './browser-host.ts';

declare global {
  interface Window {
    /** Exposed by the desktop's preload; absent in a browser. */
    readonly atelier?: HostApi;
  }
}

let current: HostApi | undefined;

/** The host this page runs in: the desktop's preload, else the browser host behind this origin. */
export function hostApi(): HostApi {
  current ??= window.atelier ?? createBrowserHost(window.location.origin);
  return current;
}
