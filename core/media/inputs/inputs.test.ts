import { afterAll, expect, test } from 'vitest';
import { OrderRequest } from '../../../contract/orders.ts';
import { INPUT_LIMIT } from '../../../contract/inputs.ts';
import { enqueueCall, allRows } from '../../library/outbox.ts';
import { findInput, sendInputs } from '../../library/input-files.ts';
import { createImagePool } from '../image-pool.ts';
import { importFile } from '../import-file.ts';
import { picture, streamOf } from '../test-images.ts';
import { testStore } from '../test-store.ts';
import { sniffSound } from './sniff-sound.ts';

const pool = createImagePool({ decoders: 1 });
afterAll(() => pool.close());

const png = () => picture(60, 40).png().toBuffer();

/** A second of silence. */
function wav(): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + 8_000, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(8_000, 40);
  return Buffer.concat([head, Buffer.alloc(8_000, 128)]);
}

test('F1: a picture for orders is kept by its content, apart from the works, and nothing of it is sent yet', async () => {
  const { inputs, db, onDisk } = testStore(pool);
  const file = await inputs.take(streamOf(await png()));
  expect(file).toMatchObject({ mime: 'image/png', width: 60, height: 40 });
  expect(findInput(db, file.sha256)).toEqual(file);
  expect(onDisk()).toEqual([`${file.sha256.slice(2)}.png`]);
  expect(allRows(db)).toEqual([]);
});

test('a sound is taken by its first bytes, whatever it is called', async () => {
  const { inputs } = testStore(pool);
  expect(await inputs.take(streamOf(wav()))).toMatchObject({ mime: 'audio/wav', width: 0 });
});

test.each([
  ['mp3 with tags', 'ID3\x04', 'audio/mpeg'],
  ['mp3 without', '\xff\xfb\x90\x00', 'audio/mpeg'],
  ['ogg', 'OggS\0', 'audio/ogg'],
  ['m4a', '\0\0\0\x20ftypM4A \0\0\0\0', 'audio/mp4'],
  ['a jpeg', '\xff\xd8\xff\xe0', undefined],
  ['a page', '<html>', undefined],
])('the beginning of %s', (_, text, mime) => {
  expect(sniffSound(Buffer.from(text, 'latin1'))).toBe(mime);
});

test('what is a work already is not kept twice', async () => {
  const { inputs, context, store, db } = testStore(pool);
  const work = await importFile(context, store, streamOf(await png()), { fileName: 'a.png' });
  expect((await inputs.take(streamOf(await png()))).sha256).toBe(work.sha256);
  expect(findInput(db, work.sha256)).toBeUndefined();
});

test.each([
  ['text', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'unsupported_media'],
  ['nothing', Buffer.alloc(0), 'file_empty'],
  ['a cut picture', Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1'), 'file_unreadable'],
  ['too much', Buffer.alloc(INPUT_LIMIT + 1), 'file_too_large'],
])('F5: %s is refused and leaves nothing', async (_, bytes, code) => {
  const { inputs, onDisk } = testStore(pool);
  await expect(inputs.take(streamOf(bytes))).rejects.toMatchObject({ code });
  expect(onDisk()).toEqual([]);
});

test('S8: an order sends its files before itself, also one that waits to go up as a work', async () => {
  const { inputs, context, db } = testStore(pool);
  const { sha256 } = await inputs.take(streamOf(await png()));
  const request = OrderRequest.parse({
    prompt: 'a quay',
    model: 'draft/studio',
    source: { image: sha256, mode: 'vary' },
  });
  context.command(['orders'], () => {
    sendInputs(context, [sha256, sha256, 'f'.repeat(64)]);
    enqueueCall(context, { target: 'queue-job', body: { request }, effects: [] });
  });
  expect(allRows(db).map(({ kind }) => kind)).toEqual(['upload', 'call']);
  expect(JSON.parse(allRows(db)[0]?.body ?? '')).toMatchObject({ bucket: 'reference-images' });
});

test('what no order took for a month goes, but not while it waits to be sent', async () => {
  const { inputs, context, db, setTime, onDisk } = testStore(pool);
  const kept = await inputs.take(streamOf(await png()));
  await inputs.take(streamOf(wav()));
  context.command(['orders'], () => sendInputs(context, [kept.sha256]));
  setTime('2026-12-30T08:00:00.000Z');
  await inputs.sweep();
  expect(findInput(db, kept.sha256)).toEqual(kept);
  expect(onDisk()).toHaveLength(1);
});
