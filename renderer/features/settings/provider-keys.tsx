import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accessOf, AddressedProvider } from '../../../contract/provider-access.ts';
import type { ProviderKey } from '../../../contract/studio/settings.ts';
import { useProviderAddresses, useProviderKeys } from '../../data/hooks.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { type EnteredProvider, isEntered } from './entered-provider.ts';
import { AddressDialog } from './provider-address-dialog.tsx';
import { KeyDialog, RemovalDialog } from './provider-key-dialogs.tsx';
import { ProviderTestButton, ProviderTestNote, useProviderTest } from './provider-test.tsx';
import { Row, Section } from './section.tsx';

/** The keys of a solo user's own worker, and the addresses of servers of their own: set, tried, replaced, removed. */
export function ProviderKeys() {
  const { t } = useTranslation('settings');
  const keys = useProviderKeys().data ?? [];
  const addresses = useProviderAddresses().data ?? [];
  const vendors = keys.filter(({ provider }) => !accessOf(provider).address);
  return (
    <Section id="keys" icon={KeyRound} intro={t('keys.intro')}>
      {vendors.flatMap((key) =>
        isEntered(key.provider)
          ? [<ProviderRow key={key.provider} provider={key.provider} entry={key} />]
          : [],
      )}
      {addresses.map(({ provider, address }) => (
        <ProviderRow
          key={provider}
          provider={provider}
          entry={keys.find((key) => key.provider === provider)}
          address={address}
        />
      ))}
    </Section>
  );
}

interface ProviderRowProps {
  provider: EnteredProvider;
  /** Absent where the provider takes no key. */
  entry?: ProviderKey | undefined;
  address?: string | null;
}

function ProviderRow({ provider, entry, address }: ProviderRowProps) {
  const { t } = useTranslation(['settings', 'common']);
  const [asking, setAsking] = useState<'key' | 'removal' | 'address' | null>(null);
  const test = useProviderTest(provider, `${entry?.hint ?? ''} ${address ?? ''}`);
  const name = t(`common:providers.${provider}`);
  const { data: server } = AddressedProvider.safeParse(provider);
  const close = () => setAsking(null);
  const isUsable = server ? address !== null : entry?.isSet === true;
  return (
    <Row
      label={
        <span className="flex flex-wrap items-center gap-2">
          {name}
          {server && <AddressBadge address={address ?? null} />}
          {entry && (!server || entry.isSet) && <KeyBadge entry={entry} />}
        </span>
      }
      hint={t(`keys.about.${provider}`)}
    >
      <div className="flex flex-wrap gap-2">
        {isUsable && <ProviderTestButton test={test} name={name} />}
        {entry?.isSet && (
          <Button variant="ghost" onClick={() => setAsking('removal')}>
            {t('keys.remove')}
          </Button>
        )}
        {server && (
          <Button onClick={() => setAsking('address')}>
            {t(address === null ? 'keys.address.add' : 'keys.address.change')}
          </Button>
        )}
        {entry && (
          <Button
            variant={server && !entry.isSet ? 'ghost' : 'secondary'}
            onClick={() => setAsking('key')}
          >
            {t(entry.isSet ? 'keys.replace' : 'keys.add')}
          </Button>
        )}
      </div>
      <ProviderTestNote test={test} />
      <KeyDialog
        key={`key-${String(asking === 'key')}`}
        provider={provider}
        name={name}
        open={asking === 'key'}
        onClose={close}
      />
      <RemovalDialog provider={provider} name={name} open={asking === 'removal'} onClose={close} />
      {server && (
        <AddressDialog
          key={`address-${String(asking === 'address')}`}
          provider={server}
          name={name}
          address={address ?? null}
          open={asking === 'address'}
          onClose={close}
        />
      )}
    </Row>
  );
}

function KeyBadge({ entry }: { entry: ProviderKey }) {
  const { t } = useTranslation('settings');
  const state = entry.isSet
    ? entry.hint === null
      ? t('keys.setPlain')
      : t('keys.set', { hint: entry.hint })
    : t('keys.missing');
  return <Badge tone={entry.isSet ? 'success' : 'neutral'}>{state}</Badge>;
}

function AddressBadge({ address }: { address: string | null }) {
  const { t } = useTranslation('settings');
  if (address === null) return <Badge>{t('keys.address.missing')}</Badge>;
  return (
    <Badge tone="success" className="max-w-72">
      <span className="truncate font-mono">{address.replace(/^https?:\/\//, '')}</span>
    </Badge>
  );
}
