import { onParentGone } from '../../core/system/parent-watch.ts';

/** The channel to whoever started this process: Node's own, or that of an Electron utility process. */
export interface Parent {
  send(message: unknown): void;
  onMessage(callback: (message: unknown) => void): void;
  /** The parent is gone: there is no one left to work for. */
  onGone(callback: () => void): void;
}

interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: 'message', callback: (event: { data: unknown }) => void): void;
}

export function connectParent(): Parent {
  const electron = (process as { parentPort?: ElectronPort }).parentPort;
  if (electron) {
    return {
      send: (message) => electron.postMessage(message),
      onMessage: (callback) => electron.on('message', (event) => callback(event.data)),
      // A utility process is not told when its app is killed.
      onGone: onParentGone,
    };
  }
  if (!process.send) throw new Error('This program is started by the studio, not by hand.');
  return {
    send: (message) => void process.send?.(message),
    onMessage: (callback) => void process.on('message', callback),
    onGone: (callback) => void process.on('disconnect', callback),
  };
}
