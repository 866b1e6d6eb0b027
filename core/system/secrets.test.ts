import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fileSecrets } from './secrets.ts';

test('secrets live in one file that only its owner reads, and no change is lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'secrets.json');
  const secrets = fileSecrets(path);
  expect(await secrets.get('a')).toBeUndefined();
  await Promise.all(Array.from({ length: 20 }, (_, index) => secrets.set(`k${index}`, `${index}`)));
  await secrets.delete('k3');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['secrets.json']);
  const again = fileSecrets(path);
  expect(await again.get('k19')).toBe('19');
  expect(await again.get('k3')).toBeUndefined();
});
