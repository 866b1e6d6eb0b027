import { useTranslation } from 'react-i18next';

/** The first thing the keyboard meets: past the rail and the prompt, to the work. */
export function SkipLink() {
  const { t } = useTranslation('frame');
  return (
    <a
      href="#work"
      onClick={(event) => {
        // The page has one address; only the focus moves.
        event.preventDefault();
        document.getElementById('work')?.focus();
      }}
      className="fixed top-2 left-2 z-60 rounded-md bg-raised px-3 py-2 opacity-0 shadow-float focus-visible:opacity-100 [&:not(:focus)]:pointer-events-none"
    >
      {t('skip')}
    </a>
  );
}
