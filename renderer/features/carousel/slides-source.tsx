import { ListPlus } from 'lucide-react';
import { useState } from 'react';
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
  // Whoever opens an empty carousel is about to write; whoever chooses a source stays at that choice.
  const [isFirst, setFirst] = useState(() => slides.every(isEmpty));
  const set = useCarousel((state) => state.set);
  return (
    <div className="flex flex-col gap-3">
      <Segmented
        label={t('source')}
        value={source}
        onChange={(value) => {
          setFirst(false);
          set({ source: value });
        }}
        options={(['text', 'topic'] as const).map((value) => ({
          value,
          label: t(`sources.${value}`),
        }))}
        className="self-start"
      />
      {source === 'text' ? <TextSource isFirst={isFirst} /> : <TopicSource isFirst={isFirst} />}
      <ProposedSlides />
    </div>
  );
}

/** Slides out of a topic's text, at once and undoable. */
function TextSource({ isFirst }: { isFirst: boolean }) {
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
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- only where nothing else can be meant, see `isFirst`
            autoFocus={isFirst}
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
