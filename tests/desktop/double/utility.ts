import { EventEmitter } from 'node:events';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { PortDouble } from './ports.ts';

/** Loaded before a utility process's own code: the `process.parentPort` that Electron would give it. */
class ParentPort extends EventEmitter {
  postMessage(message: unknown): void {
    parentPort?.postMessage(message);
  }
}

const port = new ParentPort();
parentPort?.on('message', ({ message, ports }: { message: unknown; ports: MessagePort[] }) => {
  port.emit('message', { data: message, ports: ports.map((native) => new PortDouble(native)) });
});
Object.assign(process, { parentPort: port });
