import { AtelierError } from '../../../contract/errors.ts';
import { vendorOf } from './chat.ts';
import { setting } from './env.ts';
import { vendorFailure } from './vendor-failure.ts';

const MODEL = 'omni-moderation-latest';
/** What may be asked for in the mode for adults; everything else that is flagged may not in any. */
const FOR_ADULTS: ReadonlySet<string> = new Set(['sexual', 'violence']);

/**
 * OpenAI's moderation of what a person asks for (https://platform.openai.com/docs/api-reference/moderations), beside our
 * own rules, where the operator switched it on by `OPENAI_MODERATION=on`: the words leave this backend for it.
 * Throws `content_refused`; the vendor's failures too, since words that nobody looked at are not let through.
 */
export async function moderate(
  words: string,
  mode: 'sfw' | 'nsfw',
  signal?: AbortSignal,
): Promise<void> {
  if (setting('OPENAI_MODERATION') !== 'on') return;
  const { vendor, client } = vendorOf(MODEL);
  let flagged: string[];
  try {
    const { results } = await client.moderations.create({ model: MODEL, input: words }, { signal });
    flagged = results.flatMap(({ categories }) =>
      Object.entries(categories).flatMap(([name, is]) => (is === true ? [name] : [])),
    );
  } catch (error) {
    throw vendorFailure(vendor, error);
  }
  const refused = flagged.filter((name) => mode === 'sfw' || !FOR_ADULTS.has(name));
  if (refused.length === 0) return;
  throw new AtelierError('content_refused', 'This may not be asked for here.', {
    categories: refused,
  });
}
