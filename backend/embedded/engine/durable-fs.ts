import { fsyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import type { OwedLog } from './owed-log.ts';

type Init = NodeFS['init'];
type EmscriptenOptions = Parameters<Init>[1];

/**
 * PGlite's file system for Node never flushes: it starts Postgres with `-F` (fsync off), and Emscripten's NODEFS
 * has no `fsync`, so turning it on alone would change nothing. Here it gets one. A flush of the log is owed to
 * {@link OwedLog}, every other is done at once.
 */
export class DurableFs extends NodeFS {
  readonly #log: OwedLog;

  constructor(folder: string, log: OwedLog) {
    super(folder);
    this.#log = log;
  }

  override async init(...[pg, options]: Parameters<Init>): ReturnType<Init> {
    const prepared = await super.init(pg, options);
    const before = prepared.emscriptenOpts.preRun ?? [];
    const addFlushes = (module: { FS: unknown }): void => patch(module, this.#log);
    const preRun: NonNullable<EmscriptenOptions['preRun']> = [...before, addFlushes];
    return { emscriptenOpts: { ...prepared.emscriptenOpts, preRun } };
  }
}

interface NodeStream {
  nfd?: number;
  flags: number;
  node: { parent?: { name: string } };
}

type Operations = Record<string, (...args: never[]) => unknown>;

/** What changes a file system other than by writing into a file. */
const CHANGES = ['setattr', 'mknod', 'rename', 'unlink', 'rmdir', 'symlink'];
/** Emscripten's, as Linux's. */
const O_TRUNC = 512;

function patch(module: { FS: unknown }, log: OwedLog): void {
  const { NODEFS } = (
    module.FS as { filesystems: { NODEFS: { stream_ops: Operations; node_ops: Operations } } }
  ).filesystems;
  const { stream_ops: streams, node_ops: nodes } = NODEFS;
  for (const name of CHANGES) settleBefore(nodes, name, log);
  settleBefore(streams, 'setattr', log);
  settleBefore(streams, 'open', log, ({ flags }) => (flags & O_TRUNC) !== 0);
  settleBefore(streams, 'write', log, (stream) => !isLog(stream));
  // The descriptor of a flush that is owed must stay.
  settleBefore(streams, 'close', log, isLog);
  streams['fsync'] = (stream: NodeStream): number => {
    if (stream.nfd === undefined) return 0;
    if (isLog(stream)) log.owe(stream.nfd);
    else fsyncSync(stream.nfd);
    return 0;
  };
}

function settleBefore(
  operations: Operations,
  name: string,
  log: OwedLog,
  applies: (stream: NodeStream) => boolean = () => true,
): void {
  const original = operations[name] as ((...args: unknown[]) => unknown) | undefined;
  if (!original) throw new Error(`PGlite's file system has no ${name}`);
  operations[name] = (...args: unknown[]): unknown => {
    if (applies(args[0] as NodeStream)) log.settle();
    return original(...args);
  };
}

function isLog({ node }: NodeStream): boolean {
  return node.parent?.name === 'pg_wal';
}
