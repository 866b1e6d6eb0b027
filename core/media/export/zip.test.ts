import { expect, test } from 'vitest';
import { createZip } from './zip.ts';

const modified = new Date(2026, 10, 21, 10, 20, 30);

test('a zip past four gigabytes and 65,535 files says so in 64 bits', () => {
  const zip = createZip();
  const large = 5_000_000_000;
  const first = zip.begin({ name: 'large', modified, crc: 1, size: large });
  expect(first.readUInt32LE(18)).toBe(0xff_ff_ff_ff);
  expect(Number(first.readBigUInt64LE(first.length - 8))).toBe(large);
  let offset = first.length + large;
  for (let count = 1; count < 70_000; count += 1) {
    offset += zip.begin({ name: 'x', modified, crc: 1, size: 0 }).length;
  }
  const end = zip.end();
  const records = end.subarray(-98);
  expect(records.readUInt32LE(0)).toBe(0x06_06_4b_50);
  expect(Number(records.readBigUInt64LE(32))).toBe(70_000);
  expect(Number(records.readBigUInt64LE(48))).toBe(offset);
  // The locator says where that record lies.
  expect(records.readUInt32LE(56)).toBe(0x07_06_4b_50);
  expect(Number(records.readBigUInt64LE(64))).toBe(offset + end.length - 98);
  // The last entry of the directory: its own place needs 64 bits.
  const last = end.subarray(0, -98).subarray(-(46 + 1 + 12));
  expect(last.readUInt32LE(42)).toBe(0xff_ff_ff_ff);
  expect(Number(last.readBigUInt64LE(last.length - 8))).toBe(offset - 31);
});

test('times are those of the clock on the wall, from 1980 on', () => {
  const at = (date: Date) => createZip().begin({ name: 'x', modified: date, crc: 0, size: 0 });
  expect(at(modified).readUInt16LE(12)).toBe(((2026 - 1980) << 9) | (11 << 5) | 21);
  expect(at(modified).readUInt16LE(10)).toBe((10 << 11) | (20 << 5) | 15);
  expect(at(new Date(1970, 0, 1)).readUInt16LE(12)).toBe((1 << 5) | 1);
});
