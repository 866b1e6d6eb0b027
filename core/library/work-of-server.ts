import { z } from 'zod';
import { AssetOrigin, ContentCategory, Rating, Visibility } from '../../contract/assets.ts';
import { Recipe, RecipeSource } from '../../contract/recipe.ts';
import { Flag, OptionalText, OptionalTime, Time } from './columns.ts';
import { FileFacts } from './files.ts';
import { cleanTags } from './tags.ts';

/** What a later program may have added a value to falls back to what it was before (rule S11 keeps the original). */
export const WorkOfServer = FileFacts.extend({
  id: z.string(),
  origin: AssetOrigin,
  storage_path: OptionalText,
  recipe: z.unknown().transform(readRecipe),
  custom_title: OptionalText,
  file_name: OptionalText,
  is_favorite: Flag,
  rating: Rating.catch(0),
  notes: OptionalText,
  tags: z.array(z.unknown()).catch([]).transform(cleanTags),
  visibility: Visibility.catch('private'),
  content_category: ContentCategory.catch('sfw'),
  project_id: OptionalText,
  stack_id: OptionalText,
  duration_seconds: z.number().min(0).nullish().catch(null),
  description: OptionalText.catch(null),
  labels: z.array(z.string()).nullish().catch(null),
  style_tags: z.array(z.string()).nullish().catch(null),
  nsfw_score: z.number().min(0).max(1).nullish().catch(null),
  created_at: Time,
  trashed_at: OptionalTime,
});
export type WorkOfServer = z.output<typeof WorkOfServer>;

/** Of sources, a later program may know more roles: then those are left out, not the whole recipe. */
function readRecipe(value: unknown): Recipe | null {
  const whole = Recipe.safeParse(value).data;
  if (whole) return whole;
  const rest = z
    .object({ sources: z.array(z.unknown()) })
    .loose()
    .safeParse(value).data;
  if (!rest) return null;
  const sources = rest.sources.filter((source) => RecipeSource.safeParse(source).success);
  return Recipe.safeParse({ ...rest, sources }).data ?? null;
}
