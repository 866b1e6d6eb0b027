import { ToWorker } from '../../contract/solo.ts';
import { createLog } from '../../core/system/log.ts';
import { startWorker, type Worker } from '../worker/worker.ts';
import { readSoloArguments } from './arguments.ts';
import { connectParent } from './parent.ts';
import { vendorAddresses } from '../../core/system/vendor-addresses.ts';

/** The worker as a child of the studio. Where it works, and with which keys, arrives as messages. */
const parent = connectParent();
const { level, software } = readSoloArguments();
const log = createLog({ level }).with({ program: 'worker' });
const baseUrls = vendorAddresses();
let worker: Worker | undefined;

async function stop(): Promise<void> {
  await worker?.drain();
  process.exit(0);
}

parent.onGone(() => void stop());
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => undefined);
parent.onMessage((raw) => {
  const message = ToWorker.safeParse(raw);
  if (!message.success) return log.warn('unknown message from the studio');
  if (message.data.type === 'stop') return void stop();
  if (message.data.type === 'keys') return worker?.setKeys(message.data.keys);
  if (message.data.type === 'wake') return worker?.wake();
  const { link, keys } = message.data;
  worker ??= startWorker({ ...link, keys, baseUrls, software, log });
});
