import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { z } from 'zod';
import type { BackendLink, WorkerLink } from '../../contract/solo.ts';
import type { EmbeddedServer } from '../embedded/server.ts';

/**
 * Who works here when nobody signed up: one account and one worker of this installation, with random secrets
 * beside the backend's own keys. They are made once, through the same doors as on any Supabase project.
 */
const SoloSecrets = z.object({ email: z.email(), password: z.string(), workerKey: z.string() });
type SoloSecrets = z.infer<typeof SoloSecrets>;

/** Vendors are paid with the creator's own keys, so credits only serve as a budget: a wide one. */
const SOLO_BUDGET = 100_000;

export async function ensureSoloAccount(
  server: EmbeddedServer,
  dataDir: string,
): Promise<{ link: BackendLink; worker: WorkerLink }> {
  const path = join(dataDir, 'solo.json');
  const secrets = (await readSecrets(path)) ?? (await createAccount(server, path));
  const { url, anonKey } = server;
  return {
    link: { url, anonKey, email: secrets.email, password: secrets.password },
    worker: { url, anonKey, workerKey: secrets.workerKey },
  };
}

async function readSecrets(path: string): Promise<SoloSecrets | null> {
  try {
    return SoloSecrets.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${path} cannot be read`, { cause: error });
  }
}

/** Killed midway, it starts over: the account's password is set anew, and a worker without its key does no harm. */
async function createAccount(server: EmbeddedServer, path: string): Promise<SoloSecrets> {
  const admin = createClient(server.url, server.serviceRoleKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const email = 'creator@atelier.local';
  const password = randomBytes(24).toString('base64url');
  const existing = await admin.auth.admin.listUsers();
  if (existing.error) throw existing.error;
  const user = existing.data.users.find((candidate) => candidate.email === email);
  if (user) {
    const updated = await admin.auth.admin.updateUserById(user.id, { password });
    if (updated.error) throw updated.error;
  } else {
    const created = await admin.auth.admin.createUser({ email, password, email_confirm: true });
    if (created.error) throw created.error;
    const granted = await admin.rpc('grant_credits', {
      p_user: created.data.user.id,
      p_kind: 'bonus',
      p_amount: SOLO_BUDGET,
      p_note: 'solo budget',
    });
    if (granted.error) throw granted.error;
  }
  const worker = await admin.rpc('create_worker', { p_name: 'solo' });
  if (worker.error) throw worker.error;
  const secrets = SoloSecrets.parse({ email, password, workerKey: worker.data });
  await writeSecrets(path, secrets);
  return secrets;
}

async function writeSecrets(path: string, secrets: SoloSecrets): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o600);
  await file.writeFile(JSON.stringify(secrets));
  await file.sync();
  await file.close();
  await rename(temporary, path);
}
