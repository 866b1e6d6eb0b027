import assert from 'node:assert/strict';
import { CarouselSlidesAnswer } from '../../../contract/functions/slides.ts';
import carouselSlides from '../../../supabase/functions/carousel-slides/handler.ts';
import { answerOf, ask, askedOf, by, type Cases, refused, withSettings } from './stage.ts';

const of = (topic: string, more: object = {}) => ({ topic, count: 5, language: 'en', ...more });

export const slides: Cases = {
  'carousel-slides writes as many slides as asked for, in the language, and asks the vendor once':
    async (stage) => {
      const topic = `Lighthouses ${crypto.randomUUID()}`;
      const write = () =>
        answerOf(
          ask(carouselSlides, of(topic, { language: 'fr', brand: 'Nord' }), by(stage.creator)),
          CarouselSlidesAnswer,
        );
      const first = await write();
      assert.deepEqual(
        first.slides.map(({ title }) => title),
        [1, 2, 3, 4, 5].map((at) => `Thought ${at}`),
      );
      assert.deepEqual(Object.keys(first.slides[0] ?? {}).toSorted(), ['body', 'brief', 'title']);
      const second = await write();
      assert.deepEqual([first.cached, second.cached, second.slides], [false, true, first.slides]);
      const asked = (await askedOf(stage, '/v1/chat/completions')).filter(({ body }) =>
        body.includes(topic),
      );
      assert.equal(asked.length, 1);
      assert.match(asked[0]?.body ?? '', /exactly 5 slides in French.+Nord/);
    },
  'carousel-slides: refusals and nonsense are typed, and kept for nobody': async (stage) => {
    const write = (topic: string) => ask(carouselSlides, of(topic), by(stage.creator));
    const fresh = crypto.randomUUID();
    await refused(write(`the art of refusing ${fresh}`), 'content_refused');
    for (const art of ['rambling', 'one thing', 'no end']) {
      await refused(write(`the art of ${art} ${fresh}`), 'provider_answer_invalid');
    }
    await refused(write(`the art of rambling ${fresh}`), 'provider_answer_invalid');
    await refused(write('porn'), 'content_refused');
    await withSettings({ OPENAI_API_KEY: undefined, MISTRAL_API_KEY: undefined }, async () => {
      await refused(write(crypto.randomUUID()), 'not_available');
    });
  },
  'carousel-slides: one slide, twenty-one, and a topic of blanks are refused': async (stage) => {
    for (const body of [of('x', { count: 1 }), of('x', { count: 21 }), of(' \n ')]) {
      await refused(ask(carouselSlides, body, by(stage.creator)), 'invalid_input');
    }
  },
};
