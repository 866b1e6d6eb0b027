import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../data/query.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ChangeList, TakeButtons } from './change-list.tsx';
import { ChatFailed } from './chat-failed.tsx';
import { Result } from './enhance-dialog.tsx';
import { changesOf, hunksBetween, textWith, toggled } from './hunks.ts';
import { writePrompt } from './write-prompt.ts';

const TITLES = {
  polish: 'titlePolish',
  detail: 'titleDetail',
  translate: 'titleTranslate',
} as const;

interface RewriteDialogProps {
  readonly prompt: string;
  readonly strategy: 'polish' | 'detail' | 'translate';
  readonly onClose: () => void;
}

/** Has the backend's chat model write the prompt anew; its changes are taken or left word by word. */
export function RewriteDialog({ prompt, strategy, onClose }: RewriteDialogProps) {
  const { t } = useTranslation('enhance');
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const { data, error } = useQuery({
    ...query('prompts.rewrite', { prompt, strategy }),
    // Asked once: a second answer would be paid for, too.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const hunks = data ? hunksBetween(prompt, data.prompt) : [];
  const changes = changesOf(hunks);
  const accepted = new Set(changes.map(({ id }) => id).filter((id) => !left.has(id)));
  const accept = () => {
    writePrompt({ prompt: textWith(hunks, accepted) }, 'accepted');
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(TITLES[strategy])}
      description={t('rewriteHint')}
      className="max-w-160"
      footer={
        <TakeButtons
          total={changes.length}
          taken={accepted.size}
          onTake={accept}
          onClose={onClose}
        />
      }
    >
      {error ? (
        <ChatFailed
          error={error}
          advice={t(strategy === 'translate' ? 'translateAdvice' : 'notAvailableAdvice')}
          onClose={onClose}
        />
      ) : data ? (
        <>
          {changes.length === 0 && (
            <p className="text-muted">{t(strategy === 'translate' ? 'isEnglish' : 'nothing')}</p>
          )}
          <ChangeList
            changes={changes.map(({ id, removed, added }) => ({
              id,
              name: removed === '' ? added : t('replaced', { removed, added }),
              words: (
                <>
                  {removed.trim() !== '' && <del className="text-danger mr-1.5">{removed}</del>}
                  <ins className="text-success no-underline">{added}</ins>
                </>
              ),
            }))}
            accepted={accepted}
            onToggle={(id) => setLeft(toggled(left, id))}
          />
          {changes.length > 0 && <Result hunks={hunks} accepted={accepted} />}
        </>
      ) : (
        <output className="flex flex-col gap-2">
          <span className="text-muted">{t('working')}</span>
          <Skeleton className="h-20" />
        </output>
      )}
    </Dialog>
  );
}
