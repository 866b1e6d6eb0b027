import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_CONFIG, readProjectConfig } from './project-config.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-config-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function read(text: string) {
  const file = join(root, 'config.toml');
  await writeFile(file, text);
  return readProjectConfig(file);
}

it('missing means the defaults of the Supabase CLI', async () => {
  expect(await readProjectConfig(join(root, 'none.toml'))).toEqual(DEFAULT_CONFIG);
  expect(DEFAULT_CONFIG.auth).toMatchObject({
    minimum_password_length: 6,
    enable_signup: true,
    email: { enable_confirmations: false, otp_expiry: 3600, max_frequency: 1000 },
  });
});

it('takes durations, secrets of the environment and paths beside the file', async () => {
  process.env.TEST_CONFIG_SECRET = 's3cret';
  const { auth } = await read(`
[auth]
signing_keys_path = "./keys.json"
[auth.email]
max_frequency = "1m30s"
[auth.external.keycloak]
enabled = true
secret = "env(TEST_CONFIG_SECRET)"`);
  expect(auth.signing_keys_path).toBe(join(root, 'keys.json'));
  expect(auth.email.max_frequency).toBe(90_000);
  expect(auth.external.keycloak?.secret).toBe('s3cret');
});

it('names the file when a setting makes no sense, and when it is not TOML', async () => {
  await expect(read('[auth]\njwt_expiry = "long"')).rejects.toThrow(/config\.toml: [^]*jwt_expiry/);
  await expect(read('[auth\njwt')).rejects.toThrow(/config\.toml: /);
});

it('a table named __proto__ is only a table', async () => {
  await read('[auth.external.__proto__]\nenabled = true').catch(() => undefined);
  expect({}).not.toHaveProperty('enabled');
});
