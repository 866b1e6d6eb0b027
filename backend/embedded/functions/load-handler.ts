import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { loadServed } from './deno-api.ts';

export type Handler = (request: Request) => Promise<Response> | Response;

const HandlerModule = z.object({
  default: z.custom<Handler>((value) => typeof value === 'function'),
});

/**
 * The handler of the function in a folder: what `handler.ts` (or, built, `handler.js`) exports, else what `index.ts`
 * gives to `Deno.serve`; null when there is none of these. Throws when it does not start.
 */
export async function findHandler(folder: string): Promise<(() => Promise<Handler>) | null> {
  for (const name of ['handler.ts', 'handler.js', 'index.ts', 'index.js']) {
    const file = join(folder, name);
    const found = await access(file).then(
      () => true,
      () => false,
    );
    if (!found) continue;
    const url = pathToFileURL(file).href;
    return name.startsWith('index')
      ? () => loadServed(url)
      : async () => HandlerModule.parse(await import(url)).default;
  }
  return null;
}
