import { z } from 'zod';

export type Version = '1.0.0' | '2.0.0';

export interface Message {
  joinRef: string | null;
  ref: string | null;
  topic: string;
  event: string;
  payload: unknown;
}

const Ref = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((ref) => ref ?? null);
/** Any length, so that one too long is answered by its name: see {@link nameTooLong}. */
const Topic = z.string();
const Event = z.string().max(255);
const Loose = z.object({
  topic: Topic,
  event: Event,
  payload: z.unknown(),
  ref: Ref,
  join_ref: Ref,
});
const Tuple = z.tuple([Ref, Ref, Topic, Event, z.unknown()]);

/** A binary frame says the length of a name in one byte. The topic of a channel `x` is `realtime:x` there. */
const MAX_NAME_BYTES = 255;
const TOPIC_PREFIX = 'realtime:';

/** Why this topic (without prefix) or event fits no frame, for whoever named it so; null where both do. */
export function nameTooLong(topic: string, event = ''): string | null {
  const most = MAX_NAME_BYTES - TOPIC_PREFIX.length;
  if (Buffer.byteLength(topic) > most) return `TopicTooLong: A topic has at most ${most} bytes`;
  if (Buffer.byteLength(event) <= MAX_NAME_BYTES) return null;
  return `EventTooLong: An event has at most ${MAX_NAME_BYTES} bytes`;
}

const USER_BROADCAST_PUSH = 3;
const USER_BROADCAST = 4;
const JSON_ENCODING = 1;

/** A frame of a Phoenix socket: JSON objects in 1.0.0, arrays and binary broadcasts in 2.0.0. Throws on anything else. */
export function decode(version: Version, data: Buffer, isBinary: boolean): Message {
  if (isBinary) return decodeBinary(data);
  const json: unknown = JSON.parse(data.toString('utf8'));
  if (version === '1.0.0') {
    const { join_ref: joinRef, ref, topic, event, payload } = Loose.parse(json);
    return { joinRef, ref, topic, event, payload };
  }
  const [joinRef, ref, topic, event, payload] = Tuple.parse(json);
  return { joinRef, ref, topic, event, payload };
}

/** A frame to send; null for bytes in protocol 1.0.0, which has no form for them, and under names that fit no frame. */
export function encode(version: Version, message: Message): string | Buffer | null {
  const { joinRef, ref, topic, event, payload } = message;
  const bytes = bytesOf(message);
  if (bytes) return version === '2.0.0' ? binaryFrame(topic, bytes) : null;
  if (version === '2.0.0') return JSON.stringify([joinRef, ref, topic, event, payload]);
  return JSON.stringify({ topic, event, payload, ref, join_ref: joinRef });
}

/** `kind, lengths of join ref, ref, topic, event and metadata, encoding`, then those texts, then the payload. */
function decodeBinary(data: Buffer): Message {
  if (data[0] !== USER_BROADCAST_PUSH || data.length < 7) throw new Error('unknown binary frame');
  let offset = 7;
  const texts = [1, 2, 3, 4, 5].map((index) => {
    const length = data[index] ?? 0;
    if (offset + length > data.length) throw new Error('binary frame is too short');
    const text = data.toString('utf8', offset, offset + length);
    offset += length;
    return text;
  });
  const [joinRef = '', ref = '', topic = '', event = ''] = texts;
  const rest = data.subarray(offset);
  const payload: unknown = data[6] === JSON_ENCODING ? JSON.parse(rest.toString('utf8')) : rest;
  return {
    joinRef: joinRef || null,
    ref: ref || null,
    topic,
    event: 'broadcast',
    payload: { type: 'broadcast', event, payload },
  };
}

interface Bytes {
  payload: Uint8Array;
  event: string;
  meta?: object;
}

/** A broadcast of bytes; null for what JSON can hold. */
function bytesOf({ event, payload }: Message): Bytes | null {
  if (event !== 'broadcast' || !(payload instanceof Object) || !('payload' in payload)) return null;
  return payload.payload instanceof Uint8Array ? (payload as Bytes) : null;
}

function binaryFrame(topic: string, { payload, event, meta }: Bytes): Buffer | null {
  const texts = [topic, event, meta ? JSON.stringify(meta) : ''].map((text) => Buffer.from(text));
  if (texts.some(({ length }) => length > MAX_NAME_BYTES)) return null;
  const header = Buffer.from([USER_BROADCAST, ...texts.map(({ length }) => length), 0]);
  return Buffer.concat([header, ...texts, payload]);
}
