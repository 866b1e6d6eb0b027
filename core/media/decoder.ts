import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ErrorBody } from '../../contract/errors.ts';
import type { FontFacts, FontTask } from './fonts/read-font.ts';
import type { DrawnWords, WordsTask } from './fonts/draw-words.ts';
import type { ImageFacts, ImageTask, RecipeTask } from './read-image.ts';
import type { Embedded } from './recipes/read-recipe.ts';

/** What a decoder does: a task of each kind, and what it answers. */
export interface DecoderWork {
  image: { task: ImageTask; answer: ImageFacts };
  recipe: { task: RecipeTask; answer: Embedded };
  font: { task: FontTask; answer: FontFacts };
  /** Words in a font from outside. */
  words: { task: WordsTask; answer: DrawnWords | null };
}
export type DecoderKind = keyof DecoderWork;
export type DecoderAnswer = DecoderWork[DecoderKind]['answer'];
export type Work = { [K in DecoderKind]: { kind: K; task: DecoderWork[K]['task'] } }[DecoderKind];

/** `bytes`: how much memory the decoder may take. */
export type DecoderTask = { bytes: number } & Work;

/** `resident`: bytes of memory that the decoder holds by now. */
export type DecoderReply = { resident: number } & (
  | { ok: true; value: DecoderAnswer }
  | { ok: false; error: ErrorBody }
);

/** Something that decodes one image at a time, and that can be ended in the middle of it. */
export interface Decoder {
  send(task: DecoderTask): void;
  /** While it is not busy, it keeps no program alive. */
  busy(isBusy: boolean): void;
  kill(): void;
}

export interface DecoderListener {
  onReply: (reply: DecoderReply) => void;
  /** Once, also for one that never came up. */
  onExit: () => void;
}

export type StartDecoder = (listener: DecoderListener) => Decoder;

const PROGRAM = new URL('./image-decoder.ts', import.meta.url);

/**
 * A process: what it took goes back to the system with it, it can be ended whatever it does, and what crashes in it
 * crashes nothing else. It ends with the channel to this one.
 */
export const startDecoderProcess: StartDecoder = ({ onReply, onExit }) => {
  const child = fork(fileURLToPath(PROGRAM), [], {
    execArgv: [],
    // Arenas for each thread keep what was freed: with two, a decoder stays about a third smaller.
    env: { ...process.env, MALLOC_ARENA_MAX: '2' },
    // What libraries say of a broken file is said in our words.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'json',
  });
  let told = false;
  const exit = () => {
    if (!told) onExit();
    told = true;
  };
  child.on('message', (reply) => onReply(reply as DecoderReply));
  child.on('exit', exit);
  child.on('error', exit);
  return {
    send: (task) => void child.send(task, () => undefined),
    busy(isBusy) {
      if (isBusy) child.ref();
      else child.unref();
      if (isBusy) child.channel?.ref();
      else child.channel?.unref();
    },
    kill: () => void child.kill('SIGKILL'),
  };
};

/** Shared by every thread of the process: see `hardenDecoder`. */
const HARDENED = new Int32Array(new SharedArrayBuffer(4));

/** A thread, for a program that can start no process: without a limit on memory, which stays with the program. */
export const startDecoderThread: StartDecoder = ({ onReply, onExit }) => {
  const worker = new Worker(PROGRAM, { name: 'images', workerData: HARDENED });
  worker.on('message', onReply);
  worker.on('error', () => undefined);
  worker.on('exit', onExit);
  return {
    send: (task) => worker.postMessage(task, []),
    busy: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
    kill: () => void worker.terminate(),
  };
};
