import { EventEmitter } from 'node:events';
import { isMainThread, MessageChannel, type MessagePort } from 'node:worker_threads';
import { PortDouble } from './ports.ts';

/** What main and a utility process say to each other, ports flattened to numbers: no port crosses processes in Node. */
export type Frame =
  | { type: 'message'; data: unknown; ports: number[] }
  | { type: 'port'; id: number; data: unknown }
  | { type: 'close'; id: number };

class ParentPort extends EventEmitter {
  postMessage(data: unknown): void {
    tell({ type: 'message', data, ports: [] });
  }
}

function tell(frame: Frame): void {
  if (process.connected) process.send?.(frame, undefined, undefined, () => undefined);
}

/** Loaded before a utility process's own code: the `process.parentPort` that Electron would give it. */
function connect(): void {
  const parent = new ParentPort();
  const ports = new Map<number, MessagePort>();

  function open(id: number): PortDouble {
    const { port1, port2 } = new MessageChannel();
    ports.set(id, port1);
    port1.on('message', (data: unknown) => tell({ type: 'port', id, data }));
    port1.on('close', () => {
      ports.delete(id);
      tell({ type: 'close', id });
    });
    return new PortDouble(port2);
  }

  process.on('message', (frame: Frame) => {
    if (frame.type === 'port') ports.get(frame.id)?.postMessage(frame.data);
    else if (frame.type === 'close') ports.get(frame.id)?.close();
    else parent.emit('message', { data: frame.data, ports: frame.ports.map(open) });
  });
  // Electron's utility processes do not outlive their app.
  process.on('disconnect', () => process.exit(0));
  Object.assign(process, { parentPort: parent });
}

// Threads of the process inherit the flag that loads this file; they have no such port.
if (isMainThread) connect();
