import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { AtelierError, type ErrorBody, type ErrorCode } from '../../contract/errors.ts';

export interface ErrorWords {
  /** What happened, in a few words: the heading of a card. */
  title: string;
  /** What it means and what to do. */
  advice: string;
  /** Both, for a toast or a live region. */
  sentence: string;
  code: ErrorCode;
  /** Whether the remedy stands in the settings. */
  remedy: 'keys' | 'account' | null;
}

const REMEDIES: Partial<Record<ErrorCode, ErrorWords['remedy']>> = {
  provider_key_missing: 'keys',
  provider_key_invalid: 'keys',
  unauthenticated: 'account',
};

/** Words for what was thrown or stored: never the message itself, which is for developers. */
export function useErrorWords(): (error: unknown) => ErrorWords {
  const { t } = useTranslation('errors');
  return useCallback(
    (error) => {
      const code = codeOf(error);
      const title = t(`${code}.title`);
      const advice = t(`${code}.advice`);
      return {
        code,
        title,
        advice,
        sentence: `${title} ${advice}`,
        remedy: REMEDIES[code] ?? null,
      };
    },
    [t],
  );
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof AtelierError) return error.code;
  const isBody = typeof error === 'object' && error !== null && 'code' in error;
  return isBody ? (error as ErrorBody).code : 'internal';
}
