import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { query } from '../../data/query.ts';

/** The heading over the works of a project, or over those of none. */
export function ProjectHeader({ id, height }: { id: string; height: number }) {
  const { t } = useTranslation('library');
  const { data: projects = [] } = useQuery(query('library.projects'));
  const title = projects.find((project) => project.id === id)?.title;
  return (
    <h2 className="flex items-end pb-2 text-sm font-medium text-muted" style={{ height }}>
      <span className="truncate">{title ?? t('noProject')}</span>
    </h2>
  );
}
