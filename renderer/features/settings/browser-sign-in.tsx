import { ExternalLink, LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../../contract/studio/account.ts';
import { useAction } from '../../data/use-action.ts';
import type { CallInput } from '../../transport/api.ts';
import { Button, BUTTON_VARIANTS } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';

interface BrowserSignInProps {
  readonly project: CallInput<'account.methods'>;
  readonly providers: readonly string[];
  readonly onSignedIn: (account: Account) => void;
}

interface Flow {
  readonly flow: string;
  readonly url: string;
  readonly provider: string;
}

/** Sign-in on a provider's own page, in the system's browser; waits until it comes back. */
export function BrowserSignIn({ project, providers, onSignedIn }: BrowserSignInProps) {
  const { t } = useTranslation(['settings', 'common']);
  const [waiting, setWaiting] = useState<Flow | null>(null);
  const finish = useAction('account.finishOAuth', {
    onDone: onSignedIn,
    onFail: () => setWaiting(null),
  });
  const begin = useAction('account.beginOAuth', {
    onDone: (begun, { provider }) => {
      setWaiting({ ...begun, provider: nameOf(provider) });
      finish.mutate({ flow: begun.flow });
    },
  });
  const cancel = useAction('account.cancelOAuth').mutate;
  // A dialog that is closed waits for nobody; one that came back has nothing to end.
  useEffect(() => {
    if (!waiting) return undefined;
    return () => cancel({ flow: waiting.flow });
  }, [waiting, cancel]);

  if (waiting) {
    return (
      <div className="flex flex-col gap-3">
        <h3 className="flex items-center gap-2 font-medium">
          <LoaderCircle aria-hidden className="size-4 animate-spin text-icon" />
          {t('account.browser')}
        </h3>
        <p className="text-muted">{t('account.browserText', { provider: waiting.provider })}</p>
        <div className="flex gap-2">
          <a
            href={waiting.url}
            target="_blank"
            rel="noopener noreferrer"
            className={cx(
              'inline-flex h-8 items-center gap-2 rounded-md px-3 font-medium',
              BUTTON_VARIANTS.primary,
            )}
          >
            <ExternalLink aria-hidden className="size-4" />
            {t('account.browserOpen')}
          </a>
          <Button variant="ghost" onClick={() => setWaiting(null)}>
            {t('common:cancel')}
          </Button>
        </div>
        <p className="text-sm text-muted">{t('account.browserHint')}</p>
      </div>
    );
  }
  return (
    <div className="flex flex-wrap gap-2">
      {providers.map((provider) => (
        <Button
          key={provider}
          icon={ExternalLink}
          disabled={begin.isPending}
          onClick={() => begin.mutate({ ...project, provider })}
        >
          {t('account.with', { provider: nameOf(provider) })}
        </Button>
      ))}
    </div>
  );
}

const NAMES: Readonly<Record<string, string>> = {
  github: 'GitHub',
  gitlab: 'GitLab',
  linkedin_oidc: 'LinkedIn',
  azure: 'Microsoft',
  slack_oidc: 'Slack',
};

function nameOf(provider: string): string {
  const [first = '', ...rest] = provider;
  return NAMES[provider] ?? first.toUpperCase() + rest.join('');
}
