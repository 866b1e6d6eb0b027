import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { MAX_PROMPT_LENGTH } from '../../../contract/recipe.ts';
import type { PromptSuggestion } from '../../../contract/studio/prompts.ts';
import { foldWord } from '../../library/known-words.ts';
import { readEach } from '../../library/read-each.ts';
import type { SyncEngine } from '../../library/sync-engine.ts';
import type { Database } from '../../system/database.ts';
import type { Log } from '../../system/log.ts';
import { promptHistory } from './prompt-history.ts';

/** How many prompts that were sent, and works of the library, are compared. */
const MOST_SENT = 2_000;
const MOST_WORKS = 200;
/** Words that the community is asked for. */
const MOST_ASKED = 20;
/** Below it two prompts share a word, no idea. */
const LEAST = 0.2;
/** What a work that its creator liked gains. */
const LIKED = 1.15;

interface Candidate extends Omit<PromptSuggestion, 'confidence'> {
  liked: boolean;
}

/**
 * Prompts of one's own that are about what this one is about: of the history, and of works that are kept. `confidence`
 * is the cosine of the words of both, rare ones weighing more; it is about nothing but words. Best first, no prompt
 * twice, and never the one that stands there.
 */
export function suggestPrompts(
  db: Database,
  { prompt, limit }: { prompt: string; limit: number },
): PromptSuggestion[] {
  const wanted = ideaOf(prompt);
  if (wanted.size === 0) return [];
  return mostAlike([...fromHistory(db), ...fromLibrary(db, wanted)], { prompt, limit });
}

const Offered = z.object({
  prompt: z.string().min(1).max(MAX_PROMPT_LENGTH),
  negative_prompt: z.string().max(MAX_PROMPT_LENGTH).nullish(),
  uses: z.coerce.number().int().min(0),
});

/** The same of what others made public (`public.community_prompts`). Errors: those of the backend. */
export async function suggestFromCommunity(
  { backend, log }: { backend: Pick<SyncEngine, 'query'>; log: Log },
  { prompt, limit }: { prompt: string; limit: number },
): Promise<PromptSuggestion[]> {
  // As they are written: the backend does not take accents off.
  const words = (prompt.toLowerCase().match(WORD) ?? []).filter((word) => !EMPTY.has(word));
  if (words.length === 0) return [];
  const asked = { p_words: [...new Set(words)].slice(0, MOST_ASKED) };
  const offered = z.array(z.unknown()).safeParse(await backend.query('community_prompts', asked));
  if (!offered.success) {
    throw new AtelierError('backend_unavailable', 'community_prompts answered something else.');
  }
  const read = (row: unknown) => Offered.safeParse(row).data;
  const rows = readEach(offered.data, read, { log, of: 'community_prompts' });
  const candidates = rows.map(({ negative_prompt: negativePrompt, ...one }): Candidate => ({
    ...one,
    negativePrompt: negativePrompt ?? '',
    source: 'community',
    liked: false,
  }));
  return mostAlike(candidates, { prompt, limit });
}

function mostAlike(
  all: readonly Candidate[],
  { prompt, limit }: { prompt: string; limit: number },
): PromptSuggestion[] {
  const wanted = ideaOf(prompt);
  const candidates = unique(all, prompt);
  const ideas = candidates.map((candidate) => ideaOf(candidate.prompt));
  const weightOf = weights([wanted, ...ideas]);
  const length = (idea: ReadonlySet<string>) =>
    Math.sqrt([...idea].reduce((sum, word) => sum + weightOf(word) ** 2, 0));
  const own = length(wanted);
  return candidates
    .map(({ liked, ...candidate }, at) => {
      const idea = ideas[at]!;
      const shared = [...wanted].filter((word) => idea.has(word));
      const alike = shared.reduce((sum, word) => sum + weightOf(word) ** 2, 0);
      const cosine = alike === 0 ? 0 : alike / (own * length(idea));
      return { ...candidate, confidence: Math.min(cosine * (liked ? LIKED : 1), 1) };
    })
    .filter(({ confidence }) => confidence >= LEAST)
    .sort((a, b) => b.confidence - a.confidence || b.uses - a.uses)
    .slice(0, limit);
}

const WORD = /[\p{L}\p{N}]{3,}/gu;
/** Words that say nothing of an idea, in the two languages of the studio. */
const EMPTY = new Set(
  `the and with for from into that this over under its are has very
   les des une dans avec pour sur sous par qui que est aux ses son sont tres`.split(/\s+/),
);

function ideaOf(prompt: string): Set<string> {
  const words = foldWord(prompt).match(WORD) ?? [];
  return new Set(words.filter((word) => !EMPTY.has(word)));
}

/** A word that few of the prompts have weighs more. */
function weights(ideas: readonly ReadonlySet<string>[]): (word: string) => number {
  const counts = new Map<string, number>();
  for (const idea of ideas) {
    for (const word of idea) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return (word) => Math.log(1 + ideas.length / (counts.get(word) ?? 1));
}

function fromHistory(db: Database): Candidate[] {
  const page = { search: '', favorites: false, offset: 0, limit: MOST_SENT };
  return promptHistory(db, page).items.map(({ prompt, negativePrompt, favoriteId, uses }) => ({
    prompt,
    negativePrompt,
    source: 'history',
    uses,
    liked: favoriteId !== null,
  }));
}

/** Works whose prompts hold any of the words, those that hold most and rarest first. */
function fromLibrary(db: Database, wanted: ReadonlySet<string>): Candidate[] {
  const any = [...wanted].slice(0, 40).map((word) => `"${word}"`);
  const rows = db.all<{ prompt: string; negativePrompt: string; liked: number }>(
    `select l.recipe ->> 'prompt' as prompt, coalesce(l.recipe ->> 'negativePrompt', '') as negativePrompt,
       l.is_favorite = 1 or l.rating >= 4 as liked
     from (select rowid as nr from library_search where library_search match ? order by rank limit ${MOST_WORKS}) s
     join user_library l on l.nr = s.nr where l.trashed_at is null and l.recipe ->> 'prompt' <> ''`,
    `{prompt} : (${any.join(' OR ')})`,
  );
  return rows.map(({ liked, ...row }) => ({
    ...row,
    source: 'library',
    uses: 0,
    liked: liked === 1,
  }));
}

/** Each prompt once, liked if any of it was; of both sources it is one of the history. */
function unique(candidates: readonly Candidate[], prompt: string): Candidate[] {
  const seen = new Map<string, Candidate>();
  const keyOf = (text: string) => foldWord(text).replaceAll(/\s+/g, ' ').trim();
  for (const candidate of candidates) {
    const key = keyOf(candidate.prompt);
    const known = seen.get(key);
    if (known) known.liked ||= candidate.liked;
    else seen.set(key, { ...candidate });
  }
  seen.delete(keyOf(prompt));
  return [...seen.values()];
}
