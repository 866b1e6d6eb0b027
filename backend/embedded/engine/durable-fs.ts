import { fsyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type Init = NodeFS['init'];
type EmscriptenOptions = Parameters<Init>[1];

/**
 * PGlite's file system for Node never flushes: it starts Postgres with `-F` (fsync off), and Emscripten's NODEFS
 * has no `fsync`, so turning it on alone would change nothing. Here it gets one, and a commit is on the disk when
 * it is acknowledged.
 */
export class DurableFs extends NodeFS {
  override async init(...[pg, options]: Parameters<Init>): ReturnType<Init> {
    const prepared = await super.init(pg, options);
    const before = prepared.emscriptenOpts.preRun ?? [];
    const preRun: NonNullable<EmscriptenOptions['preRun']> = [...before, addFsync];
    return { emscriptenOpts: { ...prepared.emscriptenOpts, preRun } };
  }
}

interface NodeStream {
  nfd?: number;
}

function addFsync(module: { FS: unknown }): void {
  const { NODEFS } = (module.FS as { filesystems: { NODEFS: { stream_ops: object } } }).filesystems;
  Object.assign(NODEFS.stream_ops, {
    fsync(stream: NodeStream): number {
      if (stream.nfd !== undefined) fsyncSync(stream.nfd);
      return 0;
    },
  });
}
