import type { ImageFormat } from '../../../contract/media.ts';
import type { DrawingRequest } from './render.ts';

/** What the painting thread is asked. `stop` is one shared integer: anything but 0 ends the picture. */
export interface ToPainter {
  readonly id: number;
  readonly request: DrawingRequest;
  readonly format: ImageFormat;
  /** 1 to 100; absent, what suits the format. */
  readonly outputQuality?: number | undefined;
  readonly stop: SharedArrayBuffer;
}

export type FromPainter =
  | { readonly id: number; readonly type: 'progress'; readonly fraction: number }
  | { readonly id: number; readonly type: 'done'; readonly bytes: Uint8Array }
  | {
      readonly id: number;
      readonly type: 'failed';
      readonly message: string;
      readonly stopped: boolean;
    };
