import WebSocket from 'ws';
import { z } from 'zod';

/** Previews come as binary messages, and must fit. */
const MAX_MESSAGE = 32 * 1024 * 1024;
/** A binary message: what it is, which format its picture has (JPEG or PNG), each a 32-bit number, and the picture. */
const PREVIEW_IMAGE = 1;
const PREVIEW_HEADER = 8;

/** The messages that tell of progress (https://docs.comfy.org/development/comfyui-server/comms_messages). */
const Message = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    data: z.object({
      prompt_id: z.string().nullish(),
      value: z.number().min(0),
      max: z.number().positive(),
    }),
  }),
  z.object({
    type: z.enum(['execution_success', 'execution_error', 'execution_interrupted']),
    data: z.object({ prompt_id: z.string() }),
  }),
]);

export interface Watch {
  /** From here on, messages of this prompt count. */
  follow(id: string): void;
  close(): void;
}

export interface WatchEvents {
  /** 0 to 1 of the node that draws. */
  onProgress(share: number): void;
  /** What the node that draws has by now: JPEG or PNG, where the server is set to show any. */
  onPreview(picture: Uint8Array): void;
  /** It ended, one way or the other: the history says how. */
  onEnd(): void;
}

/**
 * Listens to the server's websocket. Only a hint, as all push is here: the history is what counts, so a socket that
 * never opens or breaks off costs nothing but smoothness.
 */
export function watch(baseUrl: string, clientId: string, events: WatchEvents): Watch {
  const url = `${baseUrl.replace(/^http/, 'ws')}/ws?clientId=${encodeURIComponent(clientId)}`;
  const socket = new WebSocket(url, { maxPayload: MAX_MESSAGE, handshakeTimeout: 10_000 });
  let followed: string | undefined;
  socket.on('error', () => undefined);
  socket.on('message', (data, isBinary) => {
    if (!Buffer.isBuffer(data)) return;
    if (isBinary) {
      const preview = followed === undefined ? undefined : previewIn(data);
      if (preview) events.onPreview(preview);
      return;
    }
    const { data: message } = Message.safeParse(parse(data.toString('utf8')));
    if (!message || followed === undefined) return;
    if (message.type === 'progress') {
      const { prompt_id: id, value, max } = message.data;
      if ((id ?? followed) === followed) events.onProgress(Math.min(1, value / max));
    } else if (message.data.prompt_id === followed) events.onEnd();
  });
  return {
    follow(id) {
      followed = id;
    },
    close: () => socket.terminate(),
  };
}

/** Previews go to the client whose prompt runs, which is this job's own. */
function previewIn(message: Buffer): Uint8Array | undefined {
  if (message.length <= PREVIEW_HEADER || message.readUInt32BE(0) !== PREVIEW_IMAGE)
    return undefined;
  return message.subarray(PREVIEW_HEADER);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
