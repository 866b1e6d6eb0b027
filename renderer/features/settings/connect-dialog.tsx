import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { focusFirstInvalid } from '../../ui/focus-invalid.ts';
import { Input } from '../../ui/input.tsx';
import { notify } from '../../ui/toast.tsx';
import {
  connectInput,
  connectProblems,
  type ConnectDraft,
  type ConnectField,
  EMPTY_CONNECT,
} from './connect-form.ts';

const FORM = 'connect-form';

/** Signs in to a Supabase project. Nothing changes until the first sign-in succeeded. */
export function ConnectDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const words = useErrorWords();
  const [draft, setDraft] = useState(EMPTY_CONNECT);
  const [problems, setProblems] = useState<ReadonlySet<ConnectField>>(new Set());
  const connect = useAction('account.connect', {
    onDone: (account) => {
      notify({ message: t('account.connected', { email: account.email ?? '' }), tone: 'success' });
      setDraft(EMPTY_CONNECT);
      onClose();
    },
    onFail: () => undefined,
  });

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = connectProblems(draft);
    setProblems(found);
    if (found.size === 0) connect.mutate(connectInput(draft));
    else focusFirstInvalid(event.currentTarget);
  };
  const set = (patch: Partial<ConnectDraft>) => {
    setDraft({ ...draft, ...patch });
    setProblems(new Set());
  };
  const field = (
    name: ConnectField,
    label: string,
    extra: React.ComponentProps<'input'>,
    hint?: string,
  ) => (
    <Field label={label} hint={hint} error={problems.has(name) && t(`account.problems.${name}`)}>
      {(control) => (
        <Input
          {...control}
          value={draft[name]}
          onChange={(event) => set({ [name]: event.target.value })}
          spellCheck={false}
          {...extra}
        />
      )}
    </Field>
  );

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t('account.connectTitle')}
      description={t('account.connectText')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button type="submit" form={FORM} variant="primary" disabled={connect.isPending}>
            {t(connect.isPending ? 'account.connecting' : 'account.connect')}
          </Button>
        </>
      }
    >
      <form id={FORM} noValidate onSubmit={submit} className="flex flex-col gap-4 pt-1">
        {field('url', t('account.url'), {
          type: 'url',
          placeholder: t('account.urlPlaceholder'),
        })}
        {field(
          'anonKey',
          t('account.anonKey'),
          { autoComplete: 'off', className: 'font-mono' },
          t('account.anonKeyHint'),
        )}
        {field('email', t('account.email'), { type: 'email', autoComplete: 'username' })}
        {field('password', t('account.password'), {
          type: 'password',
          autoComplete: draft.create ? 'new-password' : 'current-password',
        })}
        <div className="flex items-center gap-2.5">
          <Checkbox
            id="connect-create"
            checked={draft.create}
            onChange={(create) => set({ create })}
          />
          <label htmlFor="connect-create">{t('account.create')}</label>
        </div>
        {connect.error && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2">
            {words(connect.error).sentence}
          </p>
        )}
      </form>
    </Dialog>
  );
}
