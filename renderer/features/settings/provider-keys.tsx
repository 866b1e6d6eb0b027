import { KeyRound } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { needsKey, type ProviderId } from '../../../contract/models.ts';
import type { ProviderKey } from '../../../contract/studio/settings.ts';
import { useProviderKeys } from '../../data/hooks.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { focusFirstInvalid } from '../../ui/focus-invalid.ts';
import { Input } from '../../ui/input.tsx';
import { notify } from '../../ui/toast.tsx';
import { Row, Section } from './section.tsx';

type KeyedProvider = Exclude<ProviderId, 'draft'>;
const isKeyed = (provider: ProviderId): provider is KeyedProvider => needsKey(provider);

/** The keys of a solo user's own worker: set, replaced, removed; never read back. */
export function ProviderKeys() {
  const { t } = useTranslation('settings');
  const keys = useProviderKeys().data ?? [];
  return (
    <Section id="keys" icon={KeyRound} intro={t('keys.intro')}>
      {keys.flatMap((key) =>
        isKeyed(key.provider)
          ? [<ProviderKeyRow key={key.provider} entry={key} provider={key.provider} />]
          : [],
      )}
    </Section>
  );
}

function ProviderKeyRow({ entry, provider }: { entry: ProviderKey; provider: KeyedProvider }) {
  const { t } = useTranslation(['settings', 'common']);
  const [asking, setAsking] = useState<'key' | 'removal' | null>(null);
  const name = t(`common:providers.${provider}`);
  const state = entry.isSet
    ? entry.hint === null
      ? t('keys.setPlain')
      : t('keys.set', { hint: entry.hint })
    : t('keys.missing');
  return (
    <Row
      label={
        <span className="flex items-center gap-2">
          {name}
          <Badge tone={entry.isSet ? 'success' : 'neutral'}>{state}</Badge>
        </span>
      }
      hint={t(`keys.about.${provider}`)}
    >
      <div className="flex gap-2">
        {entry.isSet && (
          <Button variant="ghost" onClick={() => setAsking('removal')}>
            {t('keys.remove')}
          </Button>
        )}
        <Button onClick={() => setAsking('key')}>
          {t(entry.isSet ? 'keys.replace' : 'keys.add')}
        </Button>
      </div>
      <KeyDialog
        key={String(asking === 'key')}
        provider={provider}
        name={name}
        open={asking === 'key'}
        onClose={() => setAsking(null)}
      />
      <RemovalDialog
        provider={provider}
        name={name}
        open={asking === 'removal'}
        onClose={() => setAsking(null)}
      />
    </Row>
  );
}

interface KeyDialogProps {
  provider: KeyedProvider;
  name: string;
  open: boolean;
  onClose: () => void;
}

function KeyDialog({ provider, name, open, onClose }: KeyDialogProps) {
  const { t } = useTranslation(['settings', 'common']);
  const words = useErrorWords();
  const [text, setText] = useState('');
  const [invalid, setInvalid] = useState(false);
  const save = useAction('settings.setProviderKey', {
    onDone: () => {
      notify({ message: t('keys.saved', { provider: name }), tone: 'success' });
      onClose();
    },
    onFail: () => undefined,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = text.trim();
    const fits = key.length >= 8 && key.length <= 500 && /^[\x21-\x7e]+$/.test(key);
    setInvalid(!fits);
    if (fits) save.mutate({ provider, key });
    else focusFirstInvalid(event.currentTarget);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t('keys.label', { provider: name })}
      description={t(`keys.about.${provider}`)}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button
            type="submit"
            form={`key-${provider}`}
            variant="primary"
            disabled={save.isPending}
          >
            {t('common:save')}
          </Button>
        </>
      }
    >
      <form id={`key-${provider}`} onSubmit={submit} className="pt-1">
        <Field
          label={t('keys.label', { provider: name })}
          error={invalid ? t('keys.invalid') : save.error && words(save.error).sentence}
        >
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="off"
              spellCheck={false}
              value={text}
              placeholder={t('keys.placeholder')}
              onChange={(event) => {
                setText(event.target.value);
                setInvalid(false);
              }}
              className="font-mono"
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

function RemovalDialog({ provider, name, open, onClose }: KeyDialogProps) {
  const { t } = useTranslation(['settings', 'common']);
  const clear = useAction('settings.clearProviderKey', {
    onDone: () => notify({ message: t('keys.removed', { provider: name }) }),
  });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t('keys.removeTitle', { provider: name })}
      description={t('keys.removeAdvice')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button
            variant="danger"
            onClick={() => {
              clear.mutate({ provider });
              onClose();
            }}
          >
            {t('keys.remove')}
          </Button>
        </>
      }
    />
  );
}
