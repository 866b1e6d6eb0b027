import type { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import { EnhancePromptAnswer, RecommendationsAnswer } from '../../../contract/functions/prompts.ts';
import { CarouselSlidesAnswer } from '../../../contract/functions/slides.ts';
import type { TemplateFields } from '../../../contract/studio/templates.ts';
import { enhancePrompt } from '../../generate/enhance/enhance-prompt.ts';
import { programPhrases } from '../../generate/enhance/phrases.ts';
import { forgetPrompt, keepPrompt, promptHistory } from '../../generate/prompts/prompt-history.ts';
import {
  copyFromCommunity,
  findInCommunity,
  reportToCommunity,
} from '../../generate/prompts/community.ts';
import { reportedTemplates, settleReports } from '../../generate/prompts/reported.ts';
import { suggestFromCommunity, suggestPrompts } from '../../generate/prompts/suggest-prompts.ts';
import { readWildcardFiles } from '../../generate/prompts/read-wildcards.ts';
import { readTemplates, writeTemplates } from '../../generate/prompts/template-files.ts';
import {
  createTemplate,
  listTemplates,
  removeTemplate,
  requireTemplate,
  restoreTemplate,
  updateTemplate,
} from '../../generate/prompts/templates.ts';
import { listTokenSets, removeTokenSet, saveTokenSet } from '../../generate/prompts/token-sets.ts';
import { shareThumbnail } from '../../media/share-thumbnail.ts';
import type { CallContext, Implementer } from '../call-context.ts';

export function promptCalls(os: Implementer['prompts'], studio: CallContext) {
  const open = () => studio.account().context;

  async function ask<Schema extends z.ZodType>(name: string, body: object, schema: Schema) {
    const answer = schema.safeParse(await studio.account().sync.ask(name, body));
    if (answer.success) return answer.data;
    throw new AtelierError('backend_unavailable', `${name} answered something else.`);
  }

  return {
    history: os.history.handler(({ input }) => promptHistory(open().db, input)),
    favorite: os.favorite.handler(({ input }) => keepPrompt(open(), input)),
    unfavorite: os.unfavorite.handler(({ input }) => forgetPrompt(open(), input.id)),
    enhance: os.enhance.handler(({ input: { prompt, seed } }) => {
      const enhanced = enhancePrompt(prompt, { phrases: programPhrases(), seed });
      return { prompt: enhanced.prompt, parts: [...enhanced.parts], left: [...enhanced.left] };
    }),
    rewrite: os.rewrite.handler(({ input }) => ask('enhance-prompt', input, EnhancePromptAnswer)),
    planSlides: os.planSlides.handler(({ input }) =>
      ask('carousel-slides', input, CarouselSlidesAnswer),
    ),
    suggest: os.suggest.handler(({ input }) => suggestPrompts(open().db, input)),
    community: os.community.handler(({ input }) =>
      suggestFromCommunity({ backend: studio.account().sync, log: studio.log }, input),
    ),
    taken: os.taken.handler(async ({ input: { prompt, suggested, source, confidence } }) => {
      await studio.account().sync.query('take_suggestion', {
        p_base: prompt,
        p_suggested: suggested,
        p_source: source,
        p_confidence: confidence,
      });
    }),
    recommend: os.recommend.handler(({ input: { prompt } }) =>
      ask('prompt-recommendations', { prompt, fresh: true }, RecommendationsAnswer),
    ),
  };
}

export function tokenCalls(os: Implementer['tokens'], studio: CallContext) {
  const open = () => studio.account().context;
  return {
    list: os.list.handler(() => listTokenSets(open().db, studio.log)),
    save: os.save.handler(({ input }) => saveTokenSet(open(), input)),
    remove: os.remove.handler(({ input }) => removeTokenSet(open(), input.id)),
    wildcards: os.wildcards.handler(() => readWildcardFiles(studio.wildcards)),
  };
}

export function templateCalls(os: Implementer['templates'], studio: CallContext) {
  const open = () => studio.account().context;
  const backend = () => studio.account().sync;
  const desk = () => ({ backend: backend(), log: studio.log });

  /** Of what everybody may find: what they see of its preview. */
  async function thumbnailOf({ isPublic, preview }: Pick<TemplateFields, 'isPublic' | 'preview'>) {
    if (!isPublic || preview === null) return undefined;
    return shareThumbnail(studio.account().store, preview);
  }

  return {
    list: os.list.handler(() => listTemplates(open().db, studio.log)),
    create: os.create.handler(async ({ input }) => {
      const thumbnail = await thumbnailOf(input);
      return createTemplate(open(), input, thumbnail);
    }),
    update: os.update.handler(async ({ input: { id, ...fields } }) => {
      const thumbnail = await thumbnailOf({ ...requireTemplate(open().db, id), ...fields });
      return updateTemplate(open(), id, fields, thumbnail);
    }),
    community: os.community.handler(({ input }) => findInCommunity(open(), desk(), input)),
    copy: os.copy.handler(({ input }) => copyFromCommunity(open(), input.id)),
    report: os.report.handler(({ input }) => reportToCommunity(open(), backend(), input)),
    reported: os.reported.handler(({ input }) => reportedTemplates(desk(), input.limit)),
    settle: os.settle.handler(({ input }) => settleReports(backend(), input)),
    remove: os.remove.handler(({ input }) => removeTemplate(open(), input.id)),
    restore: os.restore.handler(({ input }) => restoreTemplate(open(), input)),
    exported: os.exported.handler(({ input: { ids, as } }) => {
      const all = listTemplates(open().db, studio.log);
      return writeTemplates(ids ? all.filter(({ id }) => ids.includes(id)) : all, as);
    }),
    imported: os.imported.handler(({ input }) => {
      const { read, refused } = readTemplates(input.text);
      const added = open().command(['prompts'], () =>
        read.map((fields) => createTemplate(open(), fields)),
      );
      return { added, refused };
    }),
  };
}
