import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Adoption as AdoptionState } from '../../../contract/studio/account.ts';
import { ErrorCode } from '../../../contract/errors.ts';
import { query } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Row } from './section.tsx';

const useAdoption = () => useQuery(query('account.adoption')).data ?? null;

/** What becomes of the library of this machine in the account that is open, as long as that is of interest. */
export function AdoptionRow() {
  const { t } = useTranslation('settings');
  const adoption = useAdoption();
  const adopt = useAction('account.adopt');
  if (!adoption) return null;
  const { state, copied, total, error } = adoption;
  const mayAdopt = state === 'offered' || state === 'apart' || error !== null;
  return (
    <Row label={t(titleOf(state))} hint={<Hint adoption={adoption} />}>
      {(state === 'copying' || state === 'sending') && (
        <ProgressBar
          value={state === 'copying' ? copied / Math.max(total, 1) : null}
          label={t('account.adopt.copying')}
          className="w-40"
        />
      )}
      {state === 'offered' && (
        <Button
          variant="ghost"
          disabled={adopt.isPending}
          onClick={() => adopt.mutate({ choice: 'apart' })}
        >
          {t('account.adopt.no')}
        </Button>
      )}
      {mayAdopt && (
        <Button disabled={adopt.isPending} onClick={() => adopt.mutate({ choice: 'adopt' })}>
          {t(error === null ? 'account.adopt.yes' : 'account.adopt.goOn')}
        </Button>
      )}
    </Row>
  );
}

function titleOf(state: AdoptionState['state']) {
  if (state === 'offered') return 'account.adopt.title';
  if (state === 'apart') return 'account.adopt.apart';
  return state === 'done' ? 'account.adopt.done' : 'account.adopt.copying';
}

function Hint({ adoption }: { adoption: AdoptionState }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const words = useErrorWords();
  const offerWords = useOfferWords();
  const { state, copied, total, unsent, skipped, error } = adoption;
  const code = ErrorCode.safeParse(error).data;
  const counts = { done: format.number(copied), total: format.number(total) };
  return (
    <div className="max-w-text">
      {(state === 'offered' || state === 'apart') && <p>{offerWords(adoption)}</p>}
      {state === 'copying' && <p className="tabular">{t('account.adopt.copied', counts)}</p>}
      {state === 'sending' && <p>{t('account.adopt.sending', { count: unsent })}</p>}
      {state === 'done' && <p>{t('account.adopt.doneText', { count: copied })}</p>}
      {skipped > 0 && <p>{t('account.adopt.skipped', { count: skipped })}</p>}
      {code !== undefined && (
        <p className="text-warning">
          {t('account.adopt.rests')} {words({ code }).sentence}
        </p>
      )}
    </div>
  );
}

/** What it holds and what is offered. */
function useOfferWords(): (adoption: AdoptionState) => string {
  const { t } = useTranslation('settings');
  const format = useFormat();
  return ({ works, collections, bytes }) =>
    t('account.adopt.text', {
      works: t('account.adopt.works', { count: works }),
      collections: t('account.adopt.collections', { count: collections }),
      bytes: format.bytes(bytes),
    });
}

/** Asked once, right after the first sign-in; afterwards it stands in the settings. */
export function AdoptionDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const adoption = useAdoption();
  const offerWords = useOfferWords();
  const adopt = useAction('account.adopt');
  const answer = (choice: 'adopt' | 'apart') => () => {
    adopt.mutate({ choice });
    onClose();
  };
  return (
    <Dialog
      open={open && adoption?.state === 'offered'}
      onOpenChange={(next) => !next && onClose()}
      title={t('account.adopt.title')}
      description={adoption && offerWords(adoption)}
      footer={
        <>
          <Button onClick={answer('apart')}>{t('account.adopt.no')}</Button>
          <Button variant="primary" onClick={answer('adopt')}>
            {t('account.adopt.yes')}
          </Button>
        </>
      }
    >
      <p className="text-muted">{t('account.adopt.results')}</p>
    </Dialog>
  );
}
