import { UserRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account as AccountState } from '../../../contract/studio/account.ts';
import { useAccount, useSyncStatus } from '../../data/hooks.ts';
import { useAction } from '../../data/use-action.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { notify } from '../../ui/toast.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { Row, Section } from './section.tsx';

/** Where the work lives: on this machine alone, or in a Supabase project too. */
export function Account() {
  const { t } = useTranslation(['settings', 'common']);
  const account = useAccount().data;
  const [asking, setAsking] = useState<'connect' | 'disconnect' | null>(null);
  const isSolo = account?.connection.kind === 'solo';
  return (
    <Section id="account" icon={UserRound}>
      {!account && (
        <div className="p-4">
          <Skeleton className="h-10 w-full" />
        </div>
      )}
      {account && (
        <>
          <Row
            label={t(isSolo ? 'account.soloTitle' : 'account.cloudTitle')}
            hint={
              isSolo ? <span className="block max-w-text">{t('account.soloText')}</span> : undefined
            }
          >
            {isSolo ? (
              <Button onClick={() => setAsking('connect')}>{t('account.connectTitle')}</Button>
            ) : (
              <Button onClick={() => setAsking('disconnect')}>{t('account.disconnect')}</Button>
            )}
          </Row>
          <Facts account={account} />
        </>
      )}
      <ConnectDialog open={asking === 'connect'} onClose={() => setAsking(null)} />
      <DisconnectDialog open={asking === 'disconnect'} onClose={() => setAsking(null)} />
    </Section>
  );
}

function Facts({ account }: { account: AccountState }) {
  const { t } = useTranslation(['settings', 'common']);
  const { connection } = account;
  // Nobody has none: before the first sync it is only not told yet.
  const isKnown = (useSyncStatus().data?.lastSyncedAt ?? null) !== null;
  const value = 'min-w-0 truncate text-muted';
  return (
    <>
      {connection.kind === 'supabase' && (
        <>
          <Row label={t('account.project')}>
            <span data-selectable className={value}>
              {connection.url}
            </span>
          </Row>
          <Row label={t('account.email')}>
            <span className="flex min-w-0 items-center gap-2">
              <span data-selectable className={value}>
                {account.email}
              </span>
              <Badge tone={account.signedIn ? 'success' : 'warning'}>
                {t(account.signedIn ? 'account.signedIn' : 'account.signedOut')}
              </Badge>
            </span>
          </Row>
        </>
      )}
      <Row label={t('account.balance')}>
        {isKnown ? (
          <span className="tabular">{t('common:credits', { count: account.balance })}</span>
        ) : (
          <Skeleton className="h-5 w-24" />
        )}
      </Row>
      {account.held > 0 && (
        <Row label={t('account.held')}>
          <span className="tabular text-muted">{t('common:credits', { count: account.held })}</span>
        </Row>
      )}
    </>
  );
}

function DisconnectDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const disconnect = useAction('account.disconnect', {
    onDone: () => notify({ message: t('account.disconnected') }),
  });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t('account.disconnectTitle')}
      description={t('account.disconnectAdvice')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button
            variant="primary"
            onClick={() => {
              disconnect.mutate(undefined);
              onClose();
            }}
          >
            {t('account.disconnect')}
          </Button>
        </>
      }
    />
  );
}
