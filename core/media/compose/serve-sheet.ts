import { Sheet, SHEET_PATH } from '../../../contract/sheet.ts';
import { answerFile, parsed, postedJson } from './answer-file.ts';
import { drawSheet, type ThumbnailPath } from './sheet.ts';

/** `POST /sheet` answers a grid of pictures as one. Nothing for other requests. */
export async function serveSheet(
  pathOf: ThumbnailPath,
  request: Request,
): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  if (request.method !== 'POST' || pathname !== `/${SHEET_PATH}`) return undefined;
  const sheet = parsed(Sheet, await postedJson(request));
  return answerFile(new Uint8Array(await drawSheet(sheet, pathOf)), 'image/png', 'grid.png');
}
