import { useState } from 'react';
import { useLibraryView } from '../library-view.ts';
import { searchOf, type SearchParts, settle, splitSearch } from './terms.ts';

/** The search as the field shows it; what is complete in it is what the library is searched for. */
export function useSearchParts() {
  const { search, setSearch } = useLibraryView();
  const [state, setState] = useState(() => ({ search, parts: splitSearch(search) }));
  let { parts } = state;
  if (state.search !== search) {
    // Somebody else searched: another place, a tag in the inspector, a saved search.
    parts = splitSearch(search);
    setState({ search, parts });
  }

  const put = (next: SearchParts) => {
    const searched = searchOf(next);
    setState({ search: searched, parts: next });
    if (searched !== search) setSearch(searched);
  };
  return {
    parts,
    /** What was typed, and where the caret stands after it. */
    write: (text: string, caret: number) => put(settle({ ...parts, text }, caret)),
    /** Takes what is written as it stands. */
    settleAll: () => put(settle(parts, parts.text.length + 1)),
    remove: (at: number) =>
      put({ ...parts, chips: parts.chips.filter((_, index) => index !== at) }),
    /** Makes a chip text again, at the end. Answers the text. */
    edit(at: number): string {
      const text = [parts.text.trim(), parts.chips[at] ?? ''].filter(Boolean).join(' ');
      put({ chips: parts.chips.filter((_, index) => index !== at), text });
      return text;
    },
    clear: () => put({ chips: [], text: '' }),
  };
}
