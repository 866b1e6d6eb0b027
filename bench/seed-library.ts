import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { applyServerRow } from '../core/library/apply.ts';
import { fileArrived } from '../core/library/files.ts';
import { MIGRATIONS } from '../core/library/migrations/all.ts';
import { openDatabase } from '../core/system/database.ts';
import { newId } from '../core/system/ids.ts';
import { accountPaths, studioPaths } from '../core/system/paths.ts';

const WIDTH = 384;
const HEIGHT = 256;
const DAY_MS = 86_400_000;

/** A solo library of so many works as a sync would have left it: rows, and with `files` a small original each. */
export async function seedLibrary(
  dataDir: string,
  works: number,
  options = { files: true },
): Promise<void> {
  const paths = accountPaths(studioPaths(dataDir), 'solo');
  const db = openDatabase({ path: paths.database, migrations: MIGRATIONS });
  const batch = 500;
  for (let first = 0; first < works; first += batch) {
    const numbers = Array.from(
      { length: Math.min(batch, works - first) },
      (_, index) => first + index,
    );
    const files = await Promise.all(
      numbers.map((number) => original(paths.media, number, options.files)),
    );
    db.transaction(() => {
      for (const [index, number] of numbers.entries()) {
        const facts = {
          ...files[index]!,
          mime: 'image/webp' as const,
          width: WIDTH,
          height: HEIGHT,
        };
        applyServerRow(db, 'user_library', libraryRow(number, facts), String(number + 1));
        if (options.files) fileArrived(db, { ...facts, thumbhash: null });
      }
    });
  }
  db.close();
}

async function original(
  media: string,
  number: number,
  write: boolean,
): Promise<{ sha256: string; bytes: number }> {
  if (!write) {
    return { sha256: createHash('sha256').update(String(number)).digest('hex'), bytes: 20_000 };
  }
  const hue = (number * 47) % 360;
  const bytes = await sharp({
    create: {
      width: WIDTH,
      height: HEIGHT,
      channels: 3,
      background: `hsl(${hue}, 60%, ${30 + (number % 40)}%)`,
    },
  })
    // Two pictures of one colour would be one content.
    .composite([
      {
        input: Buffer.from([number & 255, (number >> 8) & 255, 99]),
        raw: { width: 1, height: 1, channels: 3 },
        left: number % WIDTH,
        top: 0,
      },
    ])
    .webp({ lossless: true, effort: 0 })
    .toBuffer();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const path = join(media, sha256.slice(0, 2), `${sha256.slice(2)}.webp`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return { sha256, bytes: bytes.length };
}

function libraryRow(
  number: number,
  facts: { sha256: string; mime: string; bytes: number; width: number; height: number },
) {
  const createdAt = new Date(Date.UTC(2026, 0, 1) + (number / 40) * DAY_MS).toISOString();
  return {
    id: newId(),
    ...facts,
    origin: 'generated',
    storage_path: null,
    recipe: {
      version: 1,
      prompt: `work ${number}: a ${['lighthouse', 'fox', 'harbour', 'city', 'forest'][number % 5]} in the ${['fog', 'snow', 'dusk', 'rain'][number % 4]}`,
      model: 'draft/studio',
      modelName: 'Draft (no AI)',
      provider: 'draft',
      isAi: false,
      aspectRatio: '3:2',
      size: { width: facts.width, height: facts.height },
      quality: 'standard',
      format: 'webp',
      seed: number,
      createdAt,
      software: 'Atelier',
    },
    custom_title: number % 3 === 0 ? `Title ${number}` : null,
    file_name: null,
    is_favorite: number % 10 === 0,
    created_at: createdAt,
    trashed_at: null,
    deleted_at: null,
  };
}
