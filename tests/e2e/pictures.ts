import type { Page } from '@playwright/test';
import sharp from 'sharp';

export interface PictureFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Small pictures, each another content; `size` in pixels. */
export function pictures(
  names: readonly string[],
  size: (at: number) => { width: number; height: number } = () => ({ width: 48, height: 32 }),
): Promise<PictureFile[]> {
  return Promise.all(
    names.map(async (name, at) => {
      const background = { r: (at * 47) % 256, g: (at * 91 + 40) % 256, b: (at >> 3) % 256 };
      const image = sharp({ create: { ...size(at), channels: 3, background } });
      return { name: `${name}.png`, mimeType: 'image/png', buffer: await image.png().toBuffer() };
    }),
  );
}

/** Adds files to the library with the system's file dialog, from whichever screen is shown. */
export async function importFiles(page: Page, files: PictureFile[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add files' }).click();
  await (await chooser).setFiles(files);
}

/** Lets files go over the window, as a drag from the system's file manager does. */
export async function dropFiles(page: Page, files: PictureFile[]): Promise<void> {
  const transfer = await page.evaluateHandle(
    (described) => {
      const data = new DataTransfer();
      for (const { name, mimeType, bytes } of described) {
        const raw = Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0));
        data.items.add(new File([raw], name, { type: mimeType }));
      }
      return data;
    },
    files.map(({ buffer, ...rest }) => ({ ...rest, bytes: buffer.toString('base64') })),
  );
  const main = page.getByRole('main');
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await main.dispatchEvent(type, { dataTransfer: transfer, clientX: 400, clientY: 400 });
  }
}
