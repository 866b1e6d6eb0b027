import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, FunctionsHttpError } from '@supabase/supabase-js';
import { expect, onTestFinished, test } from 'vitest';
import { FunctionErrorBody } from '../../contract/errors.ts';
import { EnhancePromptAnswer } from '../../contract/functions/prompts.ts';
import type { ProviderKeys } from '../../contract/provider-access.ts';
import { FromBackend, type ToBackend } from '../../contract/solo.ts';
import { startFakeVendors, VENDOR_KEY } from '../functions/fake-vendors.ts';

const ENTRY = fileURLToPath(new URL('../../backend/solo/backend.ts', import.meta.url));

/** The backend of solo mode as its studio starts it, at its most talkative, with a vendor of this machine. */
async function startBackend(vendorUrl: string) {
  const dataDir = await mkdtemp(join(tmpdir(), 'atelier-keys-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const child = fork(ENTRY, ['--data', dataDir, '--log', 'debug'], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ATELIER_OPENAI_URL: `${vendorUrl}/v1`, OPENAI_API_KEY: '' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const send = (message: ToBackend) => child.send(message);
  const ready = async () => {
    for (;;) {
      const [message] = (await once(child, 'message')) as unknown[];
      const told = FromBackend.parse(message);
      if (told.type === 'ready') return told.link;
      if (told.type === 'failed') throw new Error(told.message);
    }
  };
  return {
    child,
    dataDir,
    ready,
    said: () => said,
    setKeys: (keys: ProviderKeys) => send({ type: 'keys', keys }),
    async stop() {
      send({ type: 'stop' });
      await once(child, 'exit');
    },
  };
}

async function contentsOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
  );
  return texts.join('');
}

test('a creator’s own key reaches the functions of this machine, counts at once, and stands nowhere', async () => {
  const vendors = await startFakeVendors();
  onTestFinished(() => vendors.close());
  const backend = await startBackend(vendors.url);
  // As the studio does: told at the start, before anything is up.
  backend.setKeys({});
  const { url, anonKey, email, password } = await backend.ready();
  const client = createClient(url, anonKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const signedIn = await client.auth.signInWithPassword({ email, password });
  expect(signedIn.error).toBeNull();
  const enhance = async (prompt: string) => {
    const { data, error } = await client.functions.invoke<unknown>('enhance-prompt', {
      body: { prompt },
    });
    if (!error) return EnhancePromptAnswer.parse(data).prompt;
    if (!(error instanceof FunctionsHttpError)) throw error;
    return FunctionErrorBody.parse(await (error.context as Response).json()).code;
  };

  expect(await enhance('a lighthouse')).toBe('not_available');
  backend.setKeys({ openai: VENDOR_KEY });
  await expect.poll(() => enhance('a lighthouse')).toContain('a lighthouse');
  backend.setKeys({ openai: 'sk_test_wrong' });
  await expect.poll(() => enhance('a harbour')).toBe('provider_key_invalid');
  backend.setKeys({});
  await expect.poll(() => enhance('a bay')).toBe('not_available');

  const environment = await readFile(`/proc/${backend.child.pid}/environ`, 'latin1').catch(
    () => '',
  );
  await backend.stop();
  for (const place of [environment, backend.said(), await contentsOf(backend.dataDir)]) {
    expect(place).not.toContain(VENDOR_KEY);
    expect(place).not.toContain('sk_test_wrong');
  }
  expect(backend.said()).toContain('database ready');
}, 120_000);
