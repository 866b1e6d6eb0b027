import { useQuery } from '@tanstack/react-query';
import { Shuffle } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnhancedPrompt } from '../../../contract/studio/prompts.ts';
import { query } from '../../data/query.ts';
import type { Language } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ChangeList, TakeButtons } from './change-list.tsx';
import { changesOf, hunksOfParts, textWith, toggled } from './hunks.ts';
import { writePrompt } from './write-prompt.ts';

/** Adds to a prompt what it leaves open, each part to be taken or left. */
export function EnhanceDialog({ prompt, onClose }: { prompt: string; onClose: () => void }) {
  const { t, i18n } = useTranslation('enhance');
  const language = i18n.language as Language;
  const [seed, setSeed] = useState(0);
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const { data } = useQuery({
    ...query('prompts.enhance', { prompt, seed }),
    placeholderData: (before) => before,
  });
  const hunks = data ? hunksOfParts(prompt, data.prompt, data.parts) : [];
  const changes = changesOf(hunks);
  const accepted = new Set(changes.map(({ id }) => id).filter((id) => !left.has(id)));
  const result = textWith(hunks, accepted);
  const accept = () => {
    writePrompt({ prompt: result }, 'accepted');
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      description={t('enhanceHint')}
      className="max-w-160"
      footer={
        <>
          {changes.length > 0 && (
            <Button
              variant="ghost"
              icon={Shuffle}
              className="mr-auto"
              onClick={() => setSeed(seed + 1)}
            >
              {t('another')}
            </Button>
          )}
          <TakeButtons
            total={changes.length}
            taken={accepted.size}
            onTake={accept}
            onClose={onClose}
          />
        </>
      }
    >
      {data && changes.length === 0 && <p className="text-muted">{t('nothing')}</p>}
      <ChangeList
        changes={changes.map(({ id, added }) => {
          const part = data?.parts[id];
          return {
            id,
            name: part ? t(`parts.${part.id}`) : added,
            words: <ins className="text-success no-underline">{part?.text ?? added}</ins>,
            why: part?.why[language],
          };
        })}
        accepted={accepted}
        onToggle={(id) => setLeft(toggled(left, id))}
      />
      <Left left={data?.left ?? []} />
      {changes.length > 0 && <Result hunks={hunks} accepted={accepted} />}
    </Dialog>
  );
}

function Left({ left }: Pick<EnhancedPrompt, 'left'>) {
  const { t } = useTranslation('enhance');
  return left.map(({ id, why }) => (
    <p key={id} className="text-muted mt-2 text-sm">
      {t(why, { part: t(`parts.${id}`) })}
    </p>
  ));
}

interface ResultProps {
  readonly hunks: Parameters<typeof textWith>[0];
  readonly accepted: ReadonlySet<number>;
}

/** The text as it would be: what is new, and what goes. */
export function Result({ hunks, accepted }: ResultProps) {
  const { t } = useTranslation('enhance');
  return (
    <section aria-label={t('result')} className="bg-canvas ring-line mt-4 rounded-md p-3 ring-1">
      <h3 className="text-muted mb-1 text-sm font-medium">{t('result')}</h3>
      <p className="wrap-break-word whitespace-pre-wrap" dir="auto" data-selectable>
        {hunks.map((hunk, at) => {
          // oxlint-disable react/no-array-index-key -- pieces of one text have no other name than their place
          if (hunk.kind === 'same') return <span key={at}>{hunk.text}</span>;
          if (!accepted.has(hunk.id)) return <span key={at}>{hunk.removed}</span>;
          return (
            <span key={at}>
              {hunk.removed !== '' && <del className="text-danger">{hunk.removed}</del>}
              <ins className="text-success bg-success-soft no-underline">{hunk.added}</ins>
            </span>
          );
          // oxlint-enable react/no-array-index-key
        })}
      </p>
    </section>
  );
}
