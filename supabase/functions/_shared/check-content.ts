import type { z } from 'zod';
import { ContentMode } from '../../../contract/functions/prompts.ts';
import { rpc, serviceClient } from './database.ts';
import { moderate } from './moderation.ts';

/** The mode these words are answered in. Throws `content_refused` where this person may not have it. */
export async function checkContent(user: string, words: string, mode: 'sfw' | 'nsfw' = 'sfw') {
  const args = { p_user: user, p_prompt: words, p_mode: mode };
  const found = await rpc(serviceClient(), 'check_content', args, ContentMode);
  await moderate(words, found);
  return found;
}

/** The mode that the words themselves are of. */
export function contentModeOf(words: string): Promise<z.output<typeof ContentMode>> {
  return rpc(serviceClient(), 'content_mode_of', { p_prompt: words }, ContentMode);
}
