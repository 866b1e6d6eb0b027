import { ListPlus, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PlannedSlide } from '../../../contract/functions/slides.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { notify } from '../../ui/toast.tsx';
import {
  type CarouselDraft,
  fromPlan,
  type Proposal,
  useCarousel,
  withPlanned,
} from './carousel-state.ts';

/** What a topic was written out as: taken whole or slide by slide, and taken back. */
export function ProposedSlides() {
  const { t } = useTranslation('carousel');
  const { draft, set } = useCarousel();
  const { proposal } = draft;
  if (!proposal) return null;
  const change = (patch: Partial<CarouselDraft>, message: string) => {
    const before = draft;
    set(patch);
    notify({ message, undo: () => set(before), id: 'carousel' });
  };
  const takeAll = () =>
    change(
      { slides: fromPlan(proposal.slides), orderId: null, proposal: null },
      t('takenPlan', { count: proposal.slides.length }),
    );
  const take = (planned: PlannedSlide, at: number) => {
    const slides = withPlanned(draft.slides, planned);
    if (slides === draft.slides) return notify({ message: t('full'), id: 'carousel' });
    return change({ slides, proposal: without(proposal, at) }, t('takenOne'));
  };
  return (
    <section
      aria-label={t('proposal')}
      className="bg-panel ring-line flex flex-col gap-3 rounded-lg p-3 ring-1 ring-inset"
    >
      <p className="text-muted text-sm">{t(proposal.isFrame ? 'frame.note' : 'proposalNote')}</p>
      <ol className="divide-line -my-2 flex flex-col divide-y">
        {proposal.slides.map((planned, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- where one was taken the next takes its place, and the focus with it
          <li key={at} className="flex items-start gap-2 py-2">
            <div className="min-w-0 flex-1">
              <p className="font-medium wrap-anywhere">{planned.title}</p>
              {planned.body !== '' && (
                <p className="text-sm wrap-anywhere whitespace-pre-line">{planned.body}</p>
              )}
              <p className="text-muted line-clamp-2 text-sm wrap-anywhere">{planned.brief}</p>
            </div>
            <IconButton
              size="sm"
              icon={Plus}
              label={t('takeOne', { title: planned.title })}
              onClick={() => take(planned, at)}
            />
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap justify-end gap-2">
        <Button
          size="sm"
          variant="ghost"
          onClick={() => change({ proposal: null }, t('dismissed'))}
        >
          {t('dismiss')}
        </Button>
        <Button size="sm" icon={ListPlus} onClick={takeAll}>
          {t('takePlan', { count: proposal.slides.length })}
        </Button>
      </div>
    </section>
  );
}

function without(proposal: Proposal, at: number): Proposal | null {
  const slides = proposal.slides.toSpliced(at, 1);
  return slides.length === 0 ? null : { ...proposal, slides };
}
