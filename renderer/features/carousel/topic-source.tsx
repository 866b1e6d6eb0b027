import i18next from 'i18next';
import { PenLine, Sparkles } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FEWEST_SLIDES, MAX_SLIDES } from '../../../contract/orders.ts';
import { MAX_PROMPT_LENGTH } from '../../../contract/recipe.ts';
import { useAction } from '../../data/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Field } from '../../ui/field.tsx';
import { CONTROL_CLASSES } from '../../ui/input.tsx';
import { Slider } from '../../ui/slider.tsx';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';
import { useBrands } from '../brands/brand-state.ts';
import { ChatFailed } from '../enhance/chat-failed.tsx';
import { useCarousel } from './carousel-state.ts';
import { frameSlides } from './frame-slides.ts';

const SLIDES = 5;

/** A topic that a chat model writes out, or that gets a frame to fill in. Either is a proposal. */
export function TopicSource() {
  const { t } = useTranslation('carousel');
  const { draft, set } = useCarousel();
  const { topic = '', topicSlides: count = SLIDES, brandId } = draft;
  const brand = useBrands().data?.find(({ id }) => id === brandId)?.name;
  const words = topic.trim();
  const plan = useAction('prompts.planSlides', {
    onDone: ({ slides }, asked) =>
      set({ proposal: { topic: asked.topic, isFrame: false, slides } }),
    // It is said beneath the topic.
    onFail: () => undefined,
  });
  const write = () => {
    const language = i18next.resolvedLanguage === 'fr' ? 'fr' : 'en';
    plan.mutate({ topic: words, count, language, ...(brand && { brand }) });
  };
  const frame = () => {
    plan.reset();
    set({ proposal: { topic: words, isFrame: true, slides: frameSlides(words, count, t) } });
  };
  return (
    <>
      <Field label={t('topic')} hint={t('topicHint')}>
        {(control) => (
          <TextareaAutosize
            {...control}
            rows={2}
            maxRows={5}
            value={topic}
            maxLength={MAX_PROMPT_LENGTH}
            placeholder={t('topicPlaceholder')}
            onChange={({ target }) => set({ topic: target.value })}
            className={cx('px-2.5 py-1.5', CONTROL_CLASSES)}
          />
        )}
      </Field>
      <div className="flex items-center gap-2">
        <span aria-hidden className="text-muted shrink-0 text-sm">
          {t('slides')}
        </span>
        <Slider
          label={t('howMany')}
          value={count}
          min={FEWEST_SLIDES}
          max={MAX_SLIDES}
          step={1}
          valueText={t('slideCount', { count })}
          onChange={(topicSlides) => set({ topicSlides })}
        />
        <span aria-hidden className="tabular text-muted w-6 text-right text-sm">
          {count}
        </span>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" icon={Sparkles} disabled={words === '' || plan.isPending} onClick={write}>
          {t(plan.isPending ? 'writing' : 'write')}
        </Button>
        <Button
          size="sm"
          variant="ghost"
          icon={PenLine}
          disabled={words === '' || plan.isPending}
          onClick={frame}
        >
          {t('frame.make')}
        </Button>
      </div>
      <output className="sr-only">{plan.isPending ? t('writing') : ''}</output>
      {plan.error && <ChatFailed error={plan.error} advice={t('noModel')} onClose={plan.reset} />}
    </>
  );
}
