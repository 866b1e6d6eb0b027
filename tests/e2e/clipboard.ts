import type { Page } from '@playwright/test';

/** Lets a page read and write the clipboard. */
export const allowClipboard = (page: Page) =>
  page.context().grantPermissions(['clipboard-read', 'clipboard-write']);

/** The size of the picture on the clipboard; what else is there by its types. */
export const copiedPicture = (page: Page) =>
  page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    if (!item?.types.includes('image/png')) return item?.types;
    const { width, height } = await createImageBitmap(await item.getType('image/png'));
    return { width, height };
  });
