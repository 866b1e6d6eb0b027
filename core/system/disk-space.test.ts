import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskRoom, diskState, requireSpace } from './disk-space.ts';

const GB = 1024 ** 3;

test.each([
  [100 * GB, 1_000 * GB, 'fine'],
  [4 * GB, 1_000 * GB, 'low'],
  // A fiftieth of a small disk is soon enough.
  [4 * GB, 128 * GB, 'fine'],
  [1 * GB, 128 * GB, 'low'],
  [0.4 * GB, 1_000 * GB, 'full'],
  [null, null, 'fine'],
] as const)('F5: %s bytes free of %s are %s', (free, total, state) => {
  expect(diskState({ free, total })).toBe(state);
});

test('F5: what does not fit is refused before it is begun, on a folder that is not there yet too', async () => {
  const folder = join(tmpdir(), 'atelier-not-there', 'deep');
  expect((await diskRoom(folder)).free).toBeGreaterThan(0);
  await expect(requireSpace(folder, 1e18)).rejects.toMatchObject({ code: 'disk_full' });
});
