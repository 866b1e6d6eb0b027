import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { nativePort, type PortDouble } from './ports.ts';
import type { Frame } from './utility.ts';

const PRELOAD = new URL('./utility.ts', import.meta.url).href;

/** Electron's `UtilityProcess` as a real process of Node's, so that it can crash, be killed, and hold a lock. */
export class UtilityProcess extends EventEmitter {
  readonly entry: string;
  readonly args: readonly string[];
  readonly #child: ChildProcess;
  readonly #ports = new Map<number, MessagePort>();
  #nextPort = 0;
  /** Undefined while it runs. */
  exitCode: number | null | undefined;

  constructor(entry: string, args: readonly string[]) {
    super();
    this.entry = entry;
    this.args = args;
    this.#child = fork(entry, [...args], {
      execArgv: ['--import', PRELOAD],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('message', (frame: Frame) => this.#receive(frame));
    this.#child.on('exit', (code) => {
      this.exitCode = code;
      for (const port of this.#ports.values()) port.close();
      this.emit('exit', code);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  readonly postMessage = (data: unknown, ports: PortDouble[] = []): void => {
    this.#tell({ type: 'message', data, ports: ports.map((port) => this.#bridge(port)) });
  };

  readonly kill = (): boolean => this.#child.kill('SIGTERM');

  #tell(frame: Frame): void {
    if (this.#child.connected) this.#child.send(frame, () => undefined);
  }

  #bridge(port: PortDouble): number {
    const id = this.#nextPort++;
    const native = nativePort(port);
    // A port that is sent to a process that ended is closed at once.
    if (!this.#child.connected) native.close();
    this.#ports.set(id, native);
    native.on('message', (data: unknown) => this.#tell({ type: 'port', id, data }));
    native.on('close', () => {
      this.#ports.delete(id);
      this.#tell({ type: 'close', id });
    });
    return id;
  }

  #receive(frame: Frame): void {
    if (frame.type === 'message') this.emit('message', frame.data);
    else if (frame.type === 'port') this.#ports.get(frame.id)?.postMessage(frame.data);
    else this.#ports.get(frame.id)?.close();
  }
}
