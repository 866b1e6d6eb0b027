import { expect, test } from 'vitest';
import { usualPort } from './host.ts';

test('a data folder has one usual port, which the system hands to nobody', () => {
  const ports = Array.from({ length: 200 }, (_, at) => usualPort(`/home/creator/atelier-${at}`));
  expect(usualPort('/home/creator/atelier-7')).toBe(ports[7]);
  expect(Math.min(...ports)).toBeGreaterThanOrEqual(20_000);
  expect(Math.max(...ports)).toBeLessThan(30_000);
  expect(new Set(ports).size).toBeGreaterThan(190);
});
