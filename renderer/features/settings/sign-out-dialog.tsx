import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnownAccount } from '../../../contract/studio/account.ts';
import { useOutbox } from '../../data/hooks.ts';
import { useAction } from '../../data/use-action.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { notify } from '../../ui/toast.tsx';
import { useSyncWords } from '../sync/sync-words.ts';

interface SignOutDialogProps {
  readonly account: KnownAccount;
  readonly onClose: () => void;
}

/** Names what was not sent yet, and asks whether the library stays on this machine. */
export function SignOutDialog({ account, onClose }: SignOutDialogProps) {
  const { t } = useTranslation(['settings', 'common']);
  // As it was when this was asked: its library is left and its session gone before the answer comes.
  const [{ isOpen, hasSession }] = useState(account);
  // Of one without a session there is nothing else to end.
  const [remove, setRemove] = useState(!hasSession);
  const signOut = useAction('account.signOut', {
    onDone: () => {
      notify({
        message: t(isOpen ? 'account.signedOutDone' : 'account.forgotten', {
          name: account.email ?? '',
        }),
      });
      onClose();
    },
  });
  const loses = remove && account.unsent > 0;
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={t(hasSession ? 'account.signOutTitle' : 'account.removeTitle', {
        name: account.email ?? '',
      })}
      description={remove ? t('account.removeText') : t('account.signOutKept')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button
            variant={remove ? 'danger' : 'primary'}
            disabled={signOut.isPending}
            onClick={() => signOut.mutate({ id: account.id, remove, evenUnsent: loses })}
          >
            {t(hasSession ? 'account.signOut' : 'common:remove')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 pt-1">
        <Unsent account={account} />
        {hasSession && (
          <div className="flex items-center gap-2.5">
            <Checkbox id="sign-out-remove" checked={remove} onChange={setRemove} />
            <label htmlFor="sign-out-remove">{t('account.removeLibrary')}</label>
          </div>
        )}
        {account.unsent > 0 && (
          <p
            role={loses ? 'alert' : undefined}
            className={loses ? 'rounded-md bg-danger-soft px-3 py-2' : 'text-muted'}
          >
            {t(loses ? 'account.removeLoses' : 'account.signOutWait')}
          </p>
        )}
      </div>
    </Dialog>
  );
}

/** By kind, where the account is the one that is open. */
function Unsent({ account }: { account: KnownAccount }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const { entryKind } = useSyncWords();
  const entries = useOutbox().data ?? [];
  if (account.unsent === 0) return <p>{t('account.signOutSent')}</p>;
  const kinds = Map.groupBy(account.isOpen ? entries : [], entryKind);
  return (
    <div>
      <p>{t('account.signOutUnsent', { count: account.unsent })}</p>
      <ul className="mt-1 text-muted">
        {[...kinds].map(([kind, of]) => (
          <li key={kind} className="flex gap-2">
            <span className="min-w-0 flex-1 truncate">{kind}</span>
            <span className="tabular">{format.number(of.length)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
