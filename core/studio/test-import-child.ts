import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { createStudio } from '../studio.ts';
import { systemClock } from '../system/clock.ts';
import { silentLog } from '../system/log.ts';
import { studioPaths } from '../system/paths.ts';
import { fileSecrets } from '../system/secrets.ts';

/** Imports one new picture after the other, two at a time, until it is killed. For tests. */
const paths = studioPaths(process.argv[2] ?? '');
const studio = await createStudio({
  paths,
  secrets: fileSecrets(paths.secrets),
  log: silentLog,
  clock: systemClock,
  fetch,
  host: 'browser',
  version: '0',
});

async function importForEver(): Promise<void> {
  for (;;) {
    const pixels = randomBytes(200 * 150 * 3);
    const image = sharp(pixels, { raw: { width: 200, height: 150, channels: 3 } });
    const body = new Uint8Array(await image.png().toBuffer());
    const answer = await studio.media(new Request('http://x/import', { method: 'POST', body }));
    process.send?.(answer.status);
  }
}

await Promise.all([importForEver(), importForEver()]);
