import { basename } from 'node:path';
import sharp from 'sharp';

const COLUMNS = 3;
/** Of one small picture and of the line that names it, in pixels. */
const WIDTH = 640;
const NAME = 20;

/** The pictures of these files, small, each under its name, as one PNG. All have the shape of the first. */
export async function contactSheet(paths: readonly string[]): Promise<Buffer> {
  const { width = 1, height = 1 } = paths[0] ? await sharp(paths[0]).metadata() : {};
  const cell = Math.round((WIDTH * height) / width) + NAME;
  const tiles = await Promise.all(
    paths.map(async (path, at) => {
      const small = await sharp(path)
        .resize(WIDTH - 8)
        .png()
        .toBuffer();
      const name = Buffer.from(
        `<svg width="${WIDTH}" height="${NAME}"><text x="4" y="15" font-size="13" fill="#fff">${basename(path, '.png')}</text></svg>`,
      );
      const [left, top] = [(at % COLUMNS) * WIDTH, Math.floor(at / COLUMNS) * cell];
      return [
        { input: name, left, top },
        { input: small, left, top: top + NAME },
      ];
    }),
  );
  return sharp({
    create: {
      width: WIDTH * COLUMNS,
      height: Math.max(1, Math.ceil(paths.length / COLUMNS)) * cell,
      channels: 3,
      background: '#555',
    },
  })
    .composite(tiles.flat())
    .png()
    .toBuffer();
}
