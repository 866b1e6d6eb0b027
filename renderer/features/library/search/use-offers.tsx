import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { readColor } from '../../../../contract/query-values.ts';
import { useSettings } from '../../../data/hooks.ts';
import { query } from '../../../data/query.ts';
import { en } from '../../../i18n/resources.ts';
import { useFormat } from '../../../i18n/format.ts';
import type { Suggestion } from '../../../ui/use-suggestions.tsx';
import {
  type CountedValue,
  type OfferedKey,
  type Offer,
  type Offers,
  offersFor,
} from './suggest.ts';

export interface OfferedSuggestion extends Suggestion {
  readonly offer: Offer;
}

const VALUES = en.search.values;
const isFixed = (value: string): value is keyof typeof VALUES => Object.hasOwn(VALUES, value);
/** Filters whose values are the program's own, and are told in the creator's words beside. */
const FIXED: ReadonlySet<OfferedKey> = new Set([
  'is',
  'has',
  'label',
  'ratio',
  'after',
  'before',
  'on',
]);

/** What the field offers where the caret stands, in words. */
export function useOffers(
  text: string,
  caret: number,
  isAsked: boolean,
): { readonly found: Offers; readonly options: readonly OfferedSuggestion[] } {
  const { t } = useTranslation('search');
  const format = useFormat();
  const { data: facets } = useQuery({ ...query('library.facets'), enabled: isAsked });
  const { data: collections = [] } = useQuery({ ...query('collections.list'), enabled: isAsked });
  const valuesOf = (key: OfferedKey): readonly CountedValue[] => {
    if (key === 'tag') return facets?.tags ?? [];
    if (key === 'label') return facets?.labels ?? [];
    if (key === 'model') return facets?.models ?? [];
    if (key === 'project') return facets?.projects ?? [];
    if (key === 'ratio') return facets?.ratios ?? [];
    if (key === 'in') return collections.map(({ name, count }) => ({ value: name, count }));
    return [];
  };
  const { data: settings } = useSettings();
  const all = offersFor({ text, caret, valuesOf, nameOf: (key) => t(`keys.${key}`) });
  // Of use only where meanings are asked for, which is switched on in the settings.
  const isOffered = ({ key }: Offer) => key !== 'meaning' || settings?.findByMeaning === true;
  const found = { ...all, offers: all.offers.filter(isOffered) };
  const options = found.offers.map((offer): OfferedSuggestion => {
    if (offer.kind === 'filter') {
      const label = <span className="font-medium">{offer.key}:</span>;
      return { key: offer.key, offer, label, hint: t(`keys.${offer.key}`) };
    }
    const { key, value, count } = offer;
    return {
      key: `${key}:${value}`,
      offer,
      label: value,
      ...(count !== undefined && { hint: format.number(count) }),
      ...(isFixed(value) && FIXED.has(key) && { hint: t(`values.${value}`) }),
      ...(key === 'color' && {
        icon: (
          <span
            aria-hidden
            className="ring-line size-4 shrink-0 rounded-sm ring-1"
            style={{ background: readColor(value) ?? value }}
          />
        ),
      }),
    };
  });
  return { found, options };
}
