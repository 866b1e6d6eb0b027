import i18next from 'i18next';
import type { OverlayText } from '../../../contract/generators.ts';
import { useView } from '../../state/view.ts';
import { api } from '../../transport/api.ts';
import { notify } from '../../ui/toast.tsx';
import { refreshKeys } from '../undo/attempt.ts';
import { tellError } from '../undo/tell-error.ts';

/** Lays texts on a picture; the outcome is a work of its own in the library. Answers its content. */
export async function composeOn(
  picture: string,
  overlay: readonly OverlayText[],
): Promise<string | null> {
  try {
    const work = await api.generators.compose({ picture, overlay: [...overlay] });
    await refreshKeys([['library']]);
    notify({
      message: i18next.t('composed', { ns: 'generators' }),
      id: 'composed',
      action: {
        label: i18next.t('showComposed', { ns: 'generators' }),
        run: () => useView.getState().show('library'),
      },
    });
    return work.sha256;
  } catch (error) {
    tellError(error);
    return null;
  }
}
