import { z } from 'zod';
import { Id } from '../../contract/primitives.ts';
import { SCHEME } from '../messages.ts';

const Screen = z.enum(['workspace', 'library', 'settings', 'queue', 'order', 'batch']);

/**
 * `atelier://open/<screen>` or `atelier://open/<screen>/<id>`, put together anew from its parsed parts; null for all
 * else. Any page and any program can send one, so a link only ever shows something: it carries no text, no address
 * and no path, and starts nothing.
 */
export function deepLink(text: string): string | null {
  if (text.length > 200 || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== `${SCHEME}:` || url.host !== 'open' || url.username || url.password)
    return null;
  if (url.search || url.hash) return null;
  // Windows and some browsers end a link with a slash.
  const [empty, screen, id, ...rest] = url.pathname.replace(/\/$/, '').split('/');
  const parts = z.tuple([z.literal(''), Screen, Id.optional()]).safeParse([empty, screen, id]);
  if (!parts.success || rest.length > 0) return null;
  return `${SCHEME}://open/${parts.data[1]}${parts.data[2] ? `/${parts.data[2]}` : ''}`;
}
