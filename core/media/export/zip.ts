/**
 * A zip of stored files (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT): pictures do not get smaller by
 * deflating. Sizes and checksums stand before the bytes, so that any reader can take it as a stream; the 64-bit forms
 * are used where a number needs them.
 */
export interface ZipEntry {
  /** With slashes; UTF-8. */
  name: string;
  crc: number;
  size: number;
  modified: Date;
}

export interface ZipWriter {
  /** What goes before the bytes of an entry. */
  begin(entry: ZipEntry): Buffer;
  /** What goes after the last. */
  end(): Buffer;
}

const MAX_16 = 0xff_ff;
const MAX_32 = 0xff_ff_ff_ff;
/** Names are UTF-8. */
const FLAGS = 0x08_00;

export function createZip(): ZipWriter {
  const central: Buffer[] = [];
  let offset = 0;

  return {
    begin(entry) {
      const header = localHeader(entry);
      central.push(centralHeader(entry, offset));
      offset += header.length + entry.size;
      return header;
    },
    end() {
      const directory = Buffer.concat(central);
      return Buffer.concat([directory, endRecords(central.length, directory.length, offset)]);
    },
  };
}

function localHeader({ name, crc, size, modified }: ZipEntry): Buffer {
  const path = Buffer.from(name, 'utf8');
  const extra = size >= MAX_32 ? extra64([size, size]) : Buffer.alloc(0);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04_03_4b_50, 0);
  header.writeUInt16LE(extra.length > 0 ? 45 : 20, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt32LE(dosTime(modified), 10);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(Math.min(size, MAX_32), 18);
  header.writeUInt32LE(Math.min(size, MAX_32), 22);
  header.writeUInt16LE(path.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, path, extra]);
}

function centralHeader({ name, crc, size, modified }: ZipEntry, offset: number): Buffer {
  const path = Buffer.from(name, 'utf8');
  const large = [...(size >= MAX_32 ? [size, size] : []), ...(offset >= MAX_32 ? [offset] : [])];
  const extra = large.length > 0 ? extra64(large) : Buffer.alloc(0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02_01_4b_50, 0);
  // Made on Unix, so that the rights below are read.
  header.writeUInt16LE(0x03_00 | 45, 4);
  header.writeUInt16LE(extra.length > 0 ? 45 : 20, 6);
  header.writeUInt16LE(FLAGS, 8);
  header.writeUInt32LE(dosTime(modified), 12);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(Math.min(size, MAX_32), 20);
  header.writeUInt32LE(Math.min(size, MAX_32), 24);
  header.writeUInt16LE(path.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(0o100_644 * 0x1_00_00, 38);
  header.writeUInt32LE(Math.min(offset, MAX_32), 42);
  return Buffer.concat([header, path, extra]);
}

function extra64(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + values.length * 8);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(values.length * 8, 2);
  for (const [index, value] of values.entries())
    extra.writeBigUInt64LE(BigInt(value), 4 + index * 8);
  return extra;
}

function endRecords(count: number, size: number, offset: number): Buffer {
  const records: Buffer[] = [];
  if (count >= MAX_16 || size >= MAX_32 || offset >= MAX_32) {
    const large = Buffer.alloc(56 + 20);
    large.writeUInt32LE(0x06_06_4b_50, 0);
    large.writeBigUInt64LE(44n, 4);
    large.writeUInt16LE(45, 12);
    large.writeUInt16LE(45, 14);
    for (const at of [24, 32]) large.writeBigUInt64LE(BigInt(count), at);
    large.writeBigUInt64LE(BigInt(size), 40);
    large.writeBigUInt64LE(BigInt(offset), 48);
    large.writeUInt32LE(0x07_06_4b_50, 56);
    large.writeBigUInt64LE(BigInt(offset + size), 64);
    large.writeUInt32LE(1, 72);
    records.push(large);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06_05_4b_50, 0);
  for (const at of [8, 10]) end.writeUInt16LE(Math.min(count, MAX_16), at);
  end.writeUInt32LE(Math.min(size, MAX_32), 12);
  end.writeUInt32LE(Math.min(offset, MAX_32), 16);
  return Buffer.concat([...records, end]);
}

/** The local time in steps of two seconds, from 1980 on, the time in the low half. */
function dosTime(date: Date): number {
  const year = Math.min(Math.max(date.getFullYear(), 1980), 2107);
  const day = ((year - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate();
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  return day * 0x1_00_00 + time;
}
