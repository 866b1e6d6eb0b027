import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { query } from '../../data/query.ts';

/** Where the works of a folder go; nothing where they only come into the library. */
export function IntoCollection({ id }: { id: string | null }) {
  const { t } = useTranslation('imports');
  const { data: collections = [] } = useQuery(query('collections.list'));
  const name = collections.find((one) => one.id === id)?.name;
  if (name === undefined) return null;
  return <span> · {t('intoNamed', { name })}</span>;
}
