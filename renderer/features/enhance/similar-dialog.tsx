import { useQuery } from '@tanstack/react-query';
import { Sparkles } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Recommendation } from '../../../contract/functions/prompts.ts';
import type { z } from 'zod';
import type { PromptSuggestion } from '../../../contract/studio/prompts.ts';
import { query } from '../../data/query.ts';
import { useFormat } from '../../i18n/format.ts';
import { api } from '../../transport/api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ChatFailed } from './chat-failed.tsx';
import { writePrompt } from './write-prompt.ts';

interface SimilarDialogProps {
  readonly prompt: string;
  readonly onClose: () => void;
}

interface Suggestion {
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly source: z.infer<typeof Recommendation>['source'] | 'library';
  readonly confidence: number;
  /** Where it is from and how sure that is, in words. */
  readonly about: string;
}

/** Prompts about the same: one's own at once, others by the chat model on wish. Each says where it is from. */
export function SimilarDialog({ prompt, onClose }: SimilarDialogProps) {
  const { t } = useTranslation('enhance');
  const format = useFormat();
  const [isAsked, setAsked] = useState(false);
  const { data: own } = useQuery(query('prompts.suggest', { prompt }));
  const { data: community, error: outOfReach } = useQuery({
    ...query('prompts.community', { prompt }),
    retry: false,
  });
  const { data: others, error } = useQuery({
    ...query('prompts.recommend', { prompt }),
    enabled: isAsked,
    // Asked once: a second answer would be paid for, too.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const use = ({ prompt: text, negativePrompt, source, confidence }: Suggestion) => {
    const taken = { prompt, suggested: text, confidence };
    // How often one was taken is of use to others, and no more: without a network it is not counted.
    if (source !== 'library') api.prompts.taken({ ...taken, source }).catch(() => undefined);
    writePrompt(
      { prompt: text, ...(negativePrompt !== undefined && { negativePrompt }) },
      'accepted',
    );
    onClose();
  };
  const suggestionOf = ({ uses, ...one }: PromptSuggestion): Suggestion => {
    const alike = t('alike', { share: format.percent(one.confidence) });
    const used = uses > 0 ? [t('used', { count: uses })] : [];
    return { ...one, about: [t(`sources.${one.source}`), alike, ...used].join(' · ') };
  };
  const suggestions = own?.map(suggestionOf);
  const known = new Set(own?.map((one) => one.prompt));
  const ofOthers = community?.filter((one) => !known.has(one.prompt)).map(suggestionOf);
  const recommended = others?.recommendations.map(
    ({ suggestedPrompt, source, confidence }): Suggestion => ({
      prompt: suggestedPrompt,
      source,
      confidence,
      about: [t(`sources.${source}`), t('sure', { share: format.percent(confidence) })].join(' · '),
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('similar')}
      description={t('similarHint')}
      className="max-w-180"
    >
      {suggestions?.length === 0 && <p className="text-muted">{t('noSimilar')}</p>}
      {suggestions && <List name={t('similarList')} items={suggestions} onUse={use} />}
      {ofOthers && ofOthers.length > 0 && (
        <div className="border-line mt-3 border-t pt-3">
          <List name={t('communityList')} items={ofOthers} onUse={use} />
        </div>
      )}
      {outOfReach && <p className="text-muted mt-3 text-sm">{t('communityAway')}</p>}
      {recommended && <List name={t('recommended')} items={recommended} onUse={use} />}
      {error && (
        <div className="border-line mt-4 border-t pt-4">
          <ChatFailed error={error} advice={t('moreAdvice')} onClose={onClose} />
        </div>
      )}
      {!isAsked && (
        <div className="mt-4 flex flex-wrap items-center gap-3">
          <Button icon={Sparkles} onClick={() => setAsked(true)}>
            {t('askMore')}
          </Button>
          <span className="text-muted text-sm">{t('askMoreHint')}</span>
        </div>
      )}
      {isAsked && !others && !error && (
        <output className="mt-4 flex flex-col gap-2">
          <span className="text-muted">{t('working')}</span>
          <Skeleton className="h-16" />
        </output>
      )}
    </Dialog>
  );
}

interface ListProps {
  readonly name: string;
  readonly items: readonly Suggestion[];
  readonly onUse: (suggestion: Suggestion) => void;
}

function List({ name, items, onUse }: ListProps) {
  const { t } = useTranslation('enhance');
  if (items.length === 0) return null;
  return (
    <ul aria-label={name} className="-mx-2 flex flex-col gap-0.5">
      {items.map((item) => (
        <li key={item.prompt}>
          <button
            type="button"
            title={t('usePrompt')}
            onClick={() => onUse(item)}
            onKeyDown={moveFocus}
            className="ring-inside hover:bg-hover w-full rounded-md p-2 text-left"
          >
            <span className="line-clamp-3 wrap-break-word" dir="auto">
              {item.prompt}
            </span>
            <span className="text-muted mt-0.5 block text-sm">{item.about}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The arrows go from one to the next, as in any list. */
function moveFocus(event: KeyboardEvent<HTMLButtonElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const buttons = [...(event.currentTarget.closest('ul')?.querySelectorAll('button') ?? [])];
  buttons[buttons.indexOf(event.currentTarget) + step]?.focus();
}
