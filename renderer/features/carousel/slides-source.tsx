import { ListPlus } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Field } from '../../ui/field.tsx';
import { CONTROL_CLASSES } from '../../ui/input.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';
import { notify } from '../../ui/toast.tsx';
import { fromText, isEmpty, useCarousel } from './carousel-state.ts';
import { ProposedSlides } from './proposed-slides.tsx';
import { TopicSource } from './topic-source.tsx';

const AREA = cx('px-2.5 py-1.5', CONTROL_CLASSES);

/** What slides come of: a text that is there, or a topic that is written out. */
export function SlidesSource() {
  const { t } = useTranslation('carousel');
  const { source = 'text', slides } = useCarousel(({ draft }) => draft);
  const set = useCarousel((state) => state.set);
  const place = useRef<HTMLDivElement>(null);
  // Whoever opens an empty carousel is about to write; whoever chooses a source later stays at that choice.
  const atOpening = useEffectEvent(() => {
    if (slides.every(isEmpty)) place.current?.querySelector('textarea')?.focus();
  });
  useEffect(() => atOpening(), []);
  return (
    <div ref={place} className="flex flex-col gap-3">
      <Segmented
        label={t('source')}
        value={source}
        onChange={(value) => set({ source: value })}
        options={(['text', 'topic'] as const).map((value) => ({
          value,
          label: t(`sources.${value}`),
        }))}
        className="self-start"
      />
      {source === 'text' ? <TextSource /> : <TopicSource />}
      <ProposedSlides />
    </div>
  );
}

/** Slides out of a topic's text, at once and undoable. */
function TextSource() {
  const { t } = useTranslation('carousel');
  const { draft, set } = useCarousel();
  const [text, setText] = useState('');
  const slides = fromText(text);
  const take = () => {
    const before = draft;
    set({ slides, orderId: null });
    setText('');
    notify({
      message: t('taken', { count: slides.length }),
      undo: () => set(before),
      id: 'carousel',
    });
  };
  return (
    <Field label={t('text')} hint={t('textHint')}>
      {(control) => (
        <>
          <TextareaAutosize
            {...control}
            rows={3}
            maxRows={8}
            value={text}
            placeholder={t('textPlaceholder')}
            onChange={({ target }) => setText(target.value)}
            className={AREA}
          />
          {slides.length > 0 && (
            <Button size="sm" icon={ListPlus} onClick={take} className="self-start">
              {t('take', { count: slides.length })}
            </Button>
          )}
        </>
      )}
    </Field>
  );
}
