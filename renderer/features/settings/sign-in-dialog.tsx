import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../../contract/studio/account.ts';
import { query } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { focusFirstInvalid } from '../../ui/focus-invalid.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { notify } from '../../ui/toast.tsx';
import { BrowserSignIn } from './browser-sign-in.tsx';
import {
  codeInput,
  EMPTY_SIGN_IN,
  passwordInput,
  projectInput,
  type SignInDraft,
  type SignInField,
  signInProblems,
} from './sign-in-form.ts';

type Way = 'password' | 'code';

interface SignInDialogProps {
  readonly open: boolean;
  /** What is known already: another sign-in to the same project, or to the same account. */
  readonly known?: Partial<SignInDraft>;
  readonly onClose: () => void;
  readonly onSignedIn: () => void;
}

/** Signs in to a Supabase project. Nothing changes until the sign-in succeeded. */
export function SignInDialog({ open, known, onClose, onSignedIn }: SignInDialogProps) {
  const { t } = useTranslation('settings');
  const [draft, setDraft] = useState<SignInDraft>(EMPTY_SIGN_IN);
  const [way, setWay] = useState<Way>('password');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [problems, setProblems] = useState<ReadonlySet<SignInField>>(new Set());
  useEffect(() => {
    if (!open) return;
    setDraft({ ...EMPTY_SIGN_IN, ...known });
    setSentTo(null);
    setProblems(new Set());
    // What is known is taken as it is when the dialog opens.
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- later changes must not undo what was typed
  }, [open]);
  const entered = (account: Account) => {
    notify({ message: t('account.connected', { email: account.email ?? '' }), tone: 'success' });
    onClose();
    onSignedIn();
  };
  const quiet = { onFail: () => undefined };
  const connect = useAction('account.connect', { ...quiet, onDone: entered });
  const send = useAction('account.sendCode', {
    ...quiet,
    onDone: (_, { email }) => setSentTo(email),
  });
  const verify = useAction('account.verifyCode', { ...quiet, onDone: entered });
  const isBusy = connect.isPending || send.isPending || verify.isPending;
  const needsCode = way === 'code' && sentTo !== null;
  const trouble = way === 'password' ? connect.error : (verify.error ?? send.error);

  const submit = (form: HTMLFormElement) => {
    const asked: SignInField[] = ['url', 'anonKey', 'email'];
    if (way === 'password') asked.push('password');
    else if (needsCode) asked.push('code');
    const found = signInProblems(draft, asked);
    setProblems(found);
    if (found.size > 0) return focusFirstInvalid(form);
    if (way === 'password') connect.mutate(passwordInput(draft));
    else if (needsCode) verify.mutate(codeInput(draft));
    else send.mutate({ ...projectInput(draft), email: draft.email.trim(), create: draft.create });
  };
  const set = (patch: Partial<SignInDraft>) => {
    setDraft({ ...draft, ...patch });
    setProblems(new Set());
  };
  const field = (
    name: SignInField,
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
  const action = way === 'code' && !needsCode ? 'sendCode' : 'signIn';

  return (
    <FormDialog
      open={open}
      title={t('account.add')}
      description={t('account.addText')}
      submitLabel={t(isBusy ? 'account.signingIn' : `account.${action}`)}
      isDisabled={isBusy}
      after={open && <OtherWays draft={draft} onSignedIn={entered} />}
      onSubmit={submit}
      onClose={onClose}
    >
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
      <Segmented<Way>
        label={t('account.way')}
        value={way}
        options={[
          { value: 'password', label: t('account.ways.password') },
          { value: 'code', label: t('account.ways.code') },
        ]}
        onChange={setWay}
        className="self-start"
      />
      {field('email', t('account.email'), { type: 'email', autoComplete: 'username' })}
      {way === 'password' &&
        field('password', t('account.password'), {
          type: 'password',
          autoComplete: draft.create ? 'new-password' : 'current-password',
        })}
      {needsCode &&
        field(
          'code',
          t('account.code'),
          { autoComplete: 'one-time-code', inputMode: 'text' },
          t('account.codeSent', { email: sentTo }),
        )}
      {!needsCode && (
        <div className="flex items-center gap-2.5">
          <Checkbox
            id="sign-in-create"
            checked={draft.create}
            onChange={(create) => set({ create })}
          />
          <label htmlFor="sign-in-create">{t('account.create')}</label>
        </div>
      )}
      <Trouble error={trouble} />
    </FormDialog>
  );
}

function Trouble({ error }: { error: unknown }) {
  const words = useErrorWords();
  if (!error) return null;
  return (
    <p role="alert" className="rounded-md bg-danger-soft px-3 py-2">
      {words(error).sentence}
    </p>
  );
}

/** What else the project offers, once it is known which project. */
function OtherWays({
  draft,
  onSignedIn,
}: {
  draft: SignInDraft;
  onSignedIn: (account: Account) => void;
}) {
  const project = projectInput(draft);
  const isWhole = signInProblems(draft, ['url', 'anonKey']).size === 0;
  const { data: methods } = useQuery({
    ...query('account.methods', project),
    enabled: isWhole,
  });
  if (!isWhole || !methods || methods.oauth.length === 0) return null;
  return (
    <div className="mt-5 border-t border-line pt-4">
      <BrowserSignIn project={project} providers={methods.oauth} onSignedIn={onSignedIn} />
    </div>
  );
}
