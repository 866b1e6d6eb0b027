import { availableParallelism } from 'node:os';
import { AtelierError } from '../../contract/errors.ts';
import { MEDIA_LIMITS } from '../../contract/media.ts';
import {
  type Decoder,
  type DecoderAnswer,
  type DecoderReply,
  type StartDecoder,
  startDecoderProcess,
  type Work,
} from './decoder.ts';
import type { DrawnWords, WordsTask } from './fonts/draw-words.ts';
import type { FontFacts, FontTask } from './fonts/read-font.ts';
import type { ImageFacts, ImageTask, RecipeTask } from './read-image.ts';
import type { Embedded } from './recipes/read-recipe.ts';

export interface ImagePool {
  /** Reads an image and writes its thumbnails. Errors: those of `readImage`, and `timeout`. */
  read(task: ImageTask): Promise<ImageFacts>;
  /** Reads what an image carries beside its pixels, and writes nothing. */
  readCarried(task: RecipeTask): Promise<Embedded>;
  /** Makes a font file plain. Errors: those of `readFont`, and `timeout`. */
  readFont(task: FontTask): Promise<FontFacts>;
  /** Sets words in a font that came from outside. Errors: `file_unreadable`, `timeout`. */
  drawWords(task: WordsTask): Promise<DrawnWords | null>;
  close(): Promise<void>;
}

export interface ImagePoolOptions {
  start?: StartDecoder;
  /** Decoders at once. */
  decoders?: number;
  /** Wall-clock limit of one image, from the moment that a decoder has it. */
  milliseconds?: number;
  /** Memory that a decoder may take. */
  bytes?: number;
  /** A decoder without work for so long ends: its memory is worth more than its start. */
  idleMilliseconds?: number;
}

interface Waiting {
  work: Work;
  resolve: (value: DecoderAnswer) => void;
  reject: (error: unknown) => void;
}

interface Place {
  decoder: Decoder;
  current: Waiting | undefined;
  timer: NodeJS.Timeout | undefined;
  gone: Promise<void>;
}

/** Each takes tens of megabytes: more of them than this cost more than they give. */
const MOST_DECODERS = 6;
/** A decoder that holds more after an image is replaced: what it freed stays in pieces. */
const KEPT_BYTES = 256 * 2 ** 20;

/**
 * Decoders of images, so that the thread of the host never stalls. Decoder:
 *
 *   (started when there is work and too few are there) → busy → idle → busy …
 *   busy → (over the wall-clock limit, or it died) → gone; its image fails and the next work starts another
 *   busy → (over the memory limit) → gone, after it said so
 *   idle → (idleMilliseconds, or it holds too much, or it looked at a font) → gone
 */
export function createImagePool(options: ImagePoolOptions = {}): ImagePool {
  const start = options.start ?? startDecoderProcess;
  const most = options.decoders ?? Math.min(availableParallelism(), MOST_DECODERS);
  const limit = options.milliseconds ?? MEDIA_LIMITS.milliseconds;
  const bytes = options.bytes ?? MEDIA_LIMITS.decoderBytes;
  const idle = options.idleMilliseconds ?? 10_000;
  const places = new Set<Place>();
  const ending = new Set<Promise<void>>();
  const queue: Waiting[] = [];
  let closed = false;

  function open(): Place {
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    const decoder = start({
      onReply: (reply) => take(place, reply),
      onExit() {
        resolve();
        ending.delete(gone);
        end(place, new AtelierError('file_unreadable', 'The image could not be read.'));
      },
    });
    const place: Place = { decoder, current: undefined, timer: undefined, gone };
    places.add(place);
    decoder.busy(false);
    return place;
  }

  function take(place: Place, reply: DecoderReply): void {
    const done = place.current;
    place.current = undefined;
    clearTimeout(place.timer);
    // Libvips forgets no font that it has seen, not even one whose file is gone.
    if (reply.resident > KEPT_BYTES || (done?.work.kind === 'font' && reply.ok)) end(place);
    else {
      place.decoder.busy(false);
      place.timer = setTimeout(() => end(place), idle).unref();
    }
    if (reply.ok) done?.resolve(reply.value);
    else {
      const { code, message, details } = reply.error;
      done?.reject(new AtelierError(code, message, details));
    }
    next();
  }

  function end(place: Place, error?: AtelierError): void {
    if (!places.delete(place)) return;
    clearTimeout(place.timer);
    place.current?.reject(error ?? new AtelierError('cancelled', 'The studio was closed.'));
    place.current = undefined;
    ending.add(place.gone);
    // Who waits for its end must not end before it.
    place.decoder.busy(true);
    place.decoder.kill();
    next();
  }

  function next(): void {
    while (queue.length > 0) {
      const free = [...places].find((place) => !place.current);
      const place = free ?? (places.size < most ? open() : undefined);
      const waiting = place && queue.shift();
      if (!waiting) return;
      clearTimeout(place.timer);
      place.current = waiting;
      place.decoder.busy(true);
      place.timer = setTimeout(() => {
        end(place, new AtelierError('timeout', 'Reading the image took too long.'));
      }, limit);
      place.decoder.send({ ...waiting.work, bytes });
    }
  }

  function give(work: Work): Promise<DecoderAnswer> {
    if (closed) return Promise.reject(new AtelierError('cancelled', 'The studio was closed.'));
    return new Promise((resolve, reject) => {
      queue.push({ work, resolve, reject });
      next();
    });
  }

  return {
    // The decoder answers each kind of task in its own kind.
    read: (task) => give({ kind: 'image', task }) as Promise<ImageFacts>,
    readCarried: (task) => give({ kind: 'recipe', task }) as Promise<Embedded>,
    readFont: (task) => give({ kind: 'font', task }) as Promise<FontFacts>,
    drawWords: (task) => give({ kind: 'words', task }) as Promise<DrawnWords | null>,
    async close() {
      closed = true;
      const stopped = new AtelierError('cancelled', 'The studio was closed.');
      for (const waiting of queue.splice(0)) waiting.reject(stopped);
      for (const place of places) end(place, stopped);
      await Promise.all(ending);
    },
  };
}
