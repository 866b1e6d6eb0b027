import { useQuery } from '@tanstack/react-query';
import { LogIn, UserRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account as AccountState, KnownAccount } from '../../../contract/studio/account.ts';
import { useAccount, useSyncStatus } from '../../data/hooks.ts';
import { query } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { notify } from '../../ui/toast.tsx';
import { AdoptionDialog, AdoptionRow } from './adoption.tsx';
import { Row, Section } from './section.tsx';
import { SignInDialog } from './sign-in-dialog.tsx';
import type { SignInDraft } from './sign-in-form.ts';
import { SignOutDialog } from './sign-out-dialog.tsx';

/** Whose libraries are on this machine, which one is open, and the way into another. */
export function Account() {
  const { t } = useTranslation('settings');
  const account = useAccount().data;
  const { data: known = [] } = useQuery(query('account.list'));
  /** What is known of the sign-in that is open. */
  const [signingIn, setSigningIn] = useState<Partial<SignInDraft> | null>(null);
  // By its id: what it has not sent changes while the question stands.
  const [leavingId, setLeavingId] = useState<string | null>(null);
  const leaving = known.find(({ id }) => id === leavingId);
  const [isNew, setIsNew] = useState(false);
  const [project] = known.flatMap(({ connection }) =>
    connection.kind === 'supabase' ? [{ url: connection.url, anonKey: connection.anonKey }] : [],
  );
  return (
    <Section id="account" icon={UserRound}>
      {!account && (
        <div className="p-4">
          <Skeleton className="h-10 w-full" />
        </div>
      )}
      {known.map((one) => (
        <KnownRow
          key={one.id}
          account={one}
          isSignedOut={isSignedOut(one, account)}
          onSignIn={() => setSigningIn(draftOf(one))}
          onSignOut={() => setLeavingId(one.id)}
        />
      ))}
      <AdoptionRow />
      {account && <Credits account={account} />}
      <Row
        label={t('account.add')}
        hint={<span className="block max-w-text">{t('account.addText')}</span>}
      >
        <Button icon={LogIn} onClick={() => setSigningIn(project ?? {})}>
          {t('account.add')}
        </Button>
      </Row>
      <SignInDialog
        open={signingIn !== null}
        known={signingIn ?? {}}
        onClose={() => setSigningIn(null)}
        onSignedIn={() => setIsNew(true)}
      />
      <AdoptionDialog open={isNew} onClose={() => setIsNew(false)} />
      {leaving && <SignOutDialog account={leaving} onClose={() => setLeavingId(null)} />}
    </Section>
  );
}

function draftOf({ connection, email }: KnownAccount): Partial<SignInDraft> {
  if (connection.kind === 'solo') return {};
  return { url: connection.url, anonKey: connection.anonKey, email: email ?? '' };
}

/** The one that is open may have found its session ended. */
function isSignedOut(one: KnownAccount, open: AccountState | undefined): boolean {
  if (one.connection.kind === 'solo') return false;
  return !one.hasSession || (one.isOpen && open?.signedIn === false);
}

interface KnownRowProps {
  readonly account: KnownAccount;
  readonly isSignedOut: boolean;
  readonly onSignIn: () => void;
  readonly onSignOut: () => void;
}

function KnownRow({ account, isSignedOut, onSignIn, onSignOut }: KnownRowProps) {
  const { t } = useTranslation(['settings', 'common']);
  const state = useSyncStatus().data?.state;
  const { connection, isOpen, works, unsent } = account;
  const isSolo = connection.kind === 'solo';
  const name = account.email ?? t('account.here');
  // An account that has not been reached yet since the start is not signed out.
  const hasEnded = isSignedOut && (!isOpen || state === 'signed_out');
  const open = useAction('account.switch', {
    onDone: () => notify({ message: t('account.switched', { name }) }),
  });
  const facts = [
    isSolo ? t('account.hereText') : new URL(connection.url).host,
    t('account.works', { count: works }),
    unsent > 0 && t('account.unsent', { count: unsent }),
  ].filter(Boolean);
  return (
    <Row
      label={
        <span className="flex min-w-0 items-center gap-2">
          <span data-selectable className="min-w-0 truncate">
            {name}
          </span>
          {isOpen && <Badge tone="accent">{t('account.open')}</Badge>}
          {hasEnded && <Badge tone="warning">{t('account.signedOut')}</Badge>}
        </span>
      }
      hint={
        <>
          <span className="tabular block">{facts.join(' · ')}</span>
          {hasEnded && isOpen && <span className="block">{t('account.expired')}</span>}
        </>
      }
    >
      <div className="flex gap-2">
        {!isSolo && (
          <Button
            variant="ghost"
            aria-label={t(account.hasSession ? 'account.signOutOf' : 'account.removeOf', { name })}
            onClick={onSignOut}
          >
            {t(account.hasSession ? 'account.signOut' : 'common:remove')}
          </Button>
        )}
        {hasEnded && (
          <Button
            variant={isOpen ? 'primary' : 'ghost'}
            aria-label={t('account.againTo', { name })}
            onClick={onSignIn}
          >
            {t('account.again')}
          </Button>
        )}
        {!isOpen && (
          <Button
            disabled={open.isPending}
            aria-label={t('account.switchTo', { name })}
            onClick={() => open.mutate({ id: account.id })}
          >
            {t('account.switch')}
          </Button>
        )}
      </div>
    </Row>
  );
}

function Credits({ account }: { account: AccountState }) {
  const { t } = useTranslation(['settings', 'common']);
  // Nobody has none: before the first sync it is only not told yet.
  const isKnown = (useSyncStatus().data?.lastSyncedAt ?? null) !== null;
  return (
    <>
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
