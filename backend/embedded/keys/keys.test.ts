import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openKeys } from './keys.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-keys-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const exp = (): number => Math.floor(Date.now() / 1000) + 60;

it('a user’s token is checked with the public key alone, which tells nothing of the private one', async () => {
  const keys = await openKeys(root, Date.now);
  const token = await keys.signForUser({ sub: 'anna', exp: exp() });
  const jwks = createLocalJWKSet({ keys: [...keys.publicKeys] });
  const { payload, protectedHeader } = await jwtVerify(token, jwks);
  expect([payload.sub, protectedHeader.alg]).toEqual(['anna', 'ES256']);
  expect(keys.publicKeys[0]).not.toHaveProperty('d');
  expect(await keys.verify(token)).toMatchObject({ sub: 'anna' });
  expect(await keys.verify(keys.anonKey)).toMatchObject({ role: 'anon' });
});

it('a public key used as a secret, another’s key of the same name, and no signature all fail', async () => {
  const keys = await openKeys(root, Date.now);
  const [jwk] = keys.publicKeys;
  const claims = { sub: 'x', role: 'service_role', exp: exp() };
  const secret = new TextEncoder().encode(JSON.stringify(jwk));
  const kid = jwk?.kid ?? '';
  const confused = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid }).sign(secret);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const foreign = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid })
    .sign(privateKey);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const none = `${part({ alg: 'none' })}.${part(claims)}.`;
  for (const token of [confused, foreign, none, 'a.b.c', '']) {
    await expect(keys.verify(token)).rejects.toThrow(/invalid|malformed/);
  }
});

it('a remembered token still ends when its time is over', async () => {
  let now = Date.now();
  const keys = await openKeys(root, () => now);
  const token = await keys.sign({ sub: 'x', exp: Math.floor(now / 1000) + 2 });
  expect(await keys.verify(token)).toMatchObject({ sub: 'x' });
  now += 3000;
  await expect(keys.verify(token)).rejects.toMatchObject({ expired: true });
});

it('keys of an earlier version stay, and gain one to sign with', async () => {
  const folder = await mkdtemp(join(root, 'old-'));
  const { anonKey, serviceRoleKey } = await openKeys(folder, Date.now);
  const file = join(folder, 'keys.json');
  const { signingKeys, ...earlier } = JSON.parse(await readFile(file, 'utf8')) as {
    signingKeys: unknown[];
  };
  expect(signingKeys).toHaveLength(1);
  await writeFile(file, JSON.stringify(earlier));
  const keys = await openKeys(folder, Date.now);
  expect([keys.anonKey, keys.serviceRoleKey]).toEqual([anonKey, serviceRoleKey]);
  const again = await openKeys(folder, Date.now);
  expect(again.publicKeys).toEqual(keys.publicKeys);
});

it('a project may prescribe its keys: those of the Supabase CLI, and RSA', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', kid: randomUUID() };
  const signingKeysFile = join(root, 'signing.json');
  await writeFile(signingKeysFile, JSON.stringify([jwk]));
  const jwtSecret = 'super-secret-jwt-token-with-at-least-32-characters-long';
  const keys = await openKeys(root, Date.now, { jwtSecret, signingKeysFile });
  // The key that every project of the CLI has begun with: public, and the same everywhere.
  expect(keys.anonKey).toMatch(/\.CRXP1A7WOeoJeXxjNni43kdQwgnWNReilDMblYTn_I0$/);
  const token = await new SignJWT({ role: 'anon' })
    .setProtectedHeader({ alg: 'RS256', kid: jwk.kid })
    .sign(await importJWK(jwk, 'RS256'));
  expect(await keys.verify(token)).toEqual({ role: 'anon' });
});
