import { link, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { MIGRATIONS } from '../core/library/migrations/all.ts';
import { openDatabase } from '../core/system/database.ts';
import { accountPaths, studioPaths } from '../core/system/paths.ts';

/** So many different pictures; a file system allows 65,000 names for one. */
const PICTURES = 60;
const AT_ONCE = 64;

/**
 * Small thumbnails for every work of a library written by `writeLibrary`, as imports leave them: one file a work by its
 * name, of 60 pictures, and their placeholders in the rows. Originals are not there.
 */
export async function writeThumbnails(dataDir: string, database: string): Promise<void> {
  const { thumbnails } = accountPaths(studioPaths(dataDir), 'solo');
  const db = openDatabase({ path: database, migrations: MIGRATIONS });
  try {
    const looks = await Promise.all(
      Array.from({ length: PICTURES }, (_, nr) => makeLook(join(dataDir, `look-${nr}.webp`), nr)),
    );
    const rows = db.all<{ sha256: string }>('select sha256 from files order by sha256');
    await mkdir(thumbnails, { recursive: true });
    const folders = new Set<string>();
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      const some = rows.slice(at, at + AT_ONCE);
      await Promise.all(
        some.map(async ({ sha256 }, offset) => {
          const to = join(thumbnails, sha256.slice(0, 2), `${sha256}-256.webp`);
          if (!folders.has(dirname(to))) await mkdir(dirname(to), { recursive: true });
          folders.add(dirname(to));
          await link(join(dataDir, `look-${(at + offset) % PICTURES}.webp`), to);
        }),
      );
    }
    db.transaction(() => {
      for (const [at, { sha256 }] of rows.entries()) {
        const thumbhash = looks[at % PICTURES] ?? null;
        db.run('update files set thumbhash = @thumbhash where sha256 = @sha256', {
          thumbhash,
          sha256,
        });
      }
    });
    db.column('pragma wal_checkpoint(truncate)');
  } finally {
    db.close();
  }
}

/** A soft picture with grain, of a photograph's size as a thumbnail; answers its placeholder. */
async function makeLook(path: string, nr: number): Promise<string> {
  const [width, height] = nr % 3 === 0 ? [256, 256] : nr % 3 === 1 ? [256, 144] : [144, 256];
  const shapes = Array.from({ length: 12 }, (_, index) => {
    const value = (index * 7_919 + nr * 104_729) % 256;
    return `<circle cx="${value}" cy="${(value * 3) % 256}" r="${8 + (value % 70)}" fill="hsl(${(value * 7) % 360},60%,50%)" fill-opacity="0.6"/>`;
  }).join('');
  const grain = await sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 12 },
    },
  })
    .png()
    .toBuffer();
  const bytes = await sharp(Buffer.from(`<svg width="${width}" height="${height}">${shapes}</svg>`))
    .flatten({ background: `hsl(${(nr * 47) % 360}, 40%, 40%)` })
    .composite([{ input: grain, blend: 'soft-light' }])
    .webp({ quality: 80 })
    .toBuffer();
  await writeFile(path, bytes);
  const { data, info } = await sharp(bytes)
    .resize(100, 100, { fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}
