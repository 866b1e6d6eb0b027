import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { useView } from '../../state/view.ts';
import { mediaUrl } from '../../transport/media.ts';
import { Button } from '../../ui/button.tsx';
import { useLibraryView } from '../library/library-view.ts';
import { selectOnly } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import { useViewer } from '../viewer/viewer-state.ts';
import type { Equal } from './use-equal-offer.ts';
import type { PromptForm } from './use-prompt-form.ts';

/** Pictures that stand in the note; the words say how many there are. */
const MOST_SHOWN = 4;

/** What is about to be made stands already: the choice between it and paying once more. It takes no focus. */
export function EqualNote({ form }: { form: PromptForm }) {
  const { t } = useTranslation(['prompt', 'common']);
  const format = useFormat();
  const equal = form.equal;
  if (equal === null) return null;
  const { results, createdAt, credits } = equal;
  const use = () => {
    form.withdrawEqual();
    goTo(equal);
  };
  const cost = credits === 0 ? t('common:free') : t('common:credits', { count: credits });
  return (
    <section
      aria-label={t('equal.label')}
      className="mx-2 mb-2 flex animate-fade flex-wrap items-center gap-x-3 gap-y-2 rounded-md bg-accent-soft p-2"
    >
      <span className="flex gap-1">
        {results.slice(0, MOST_SHOWN).map(({ id, sha256 }) => (
          <img
            key={id}
            src={mediaUrl(sha256, 256)}
            alt=""
            className="size-11 rounded-sm bg-well object-cover"
          />
        ))}
      </span>
      <output className="min-w-56 flex-1">
        <strong className="block font-medium">{t('equal.text', { count: results.length })}</strong>
        <span className="text-muted">
          {t('equal.when', { when: format.relative(createdAt), cost })}
        </span>
      </output>
      <span className="flex gap-2">
        <Button size="sm" onClick={() => form.send()}>
          {t('equal.again')}
        </Button>
        <Button size="sm" variant="primary" onClick={use}>
          {t('equal.use', { count: results.length })}
        </Button>
      </span>
    </section>
  );
}

/** Chooses it where it stands; in the workspace, when that is in view already, it is shown large. */
function goTo({ results: [work] }: Equal): void {
  if (!work) return;
  const { screen, show } = useView.getState();
  show(work.place);
  if (work.place === 'library') useLibraryView.getState().go({ kind: 'shelf', shelf: 'all' });
  selections[work.place].setState(selectOnly(work.id), true);
  if (work.place === screen && work.place === 'workspace') useViewer.getState().open(work.id);
}
