import i18next from 'i18next';
import { AtelierError, type ErrorCode } from '../../../contract/errors.ts';
import { notify } from '../../ui/toast.tsx';

/** Says in words what failed; the same failure many times over is one notice. */
export function tellError(error: unknown): void {
  const code: ErrorCode = error instanceof AtelierError ? error.code : 'internal';
  notify({
    message: i18next.t(`${code}.title`, { ns: 'errors' }),
    detail: i18next.t(`${code}.advice`, { ns: 'errors' }),
    tone: 'danger',
    id: `error.${code}`,
  });
}
