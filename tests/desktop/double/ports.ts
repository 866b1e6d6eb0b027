import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** Electron's `MessagePortMain` over one of Node's ports: events carry `data`, and nothing flows before `start`. */
export class PortDouble extends EventEmitter {
  readonly native: MessagePort;
  #started = false;
  constructor(native: MessagePort) {
    super();
    this.native = native;
  }
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.native.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
    this.native.on('close', () => this.emit('close'));
  }
  postMessage(data: unknown): void {
    this.native.postMessage(data);
  }
  close(): void {
    this.native.close();
  }
}

export function nativePort(port: PortDouble): MessagePort {
  return port.native;
}

export class MessageChannelMain {
  readonly port1: PortDouble;
  readonly port2: PortDouble;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new PortDouble(port1);
    this.port2 = new PortDouble(port2);
  }
}
