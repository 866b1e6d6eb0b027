import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { query } from '../../data/query.ts';
import { Select } from '../../ui/select.tsx';
import { setProject } from '../library/edit-acts.ts';
import { Part } from './field-list.tsx';
import { sharedOf } from './shared-values.ts';

interface ProjectPartProps {
  readonly works: readonly LibraryAsset[];
  readonly ids: readonly string[];
}

/** No project; ids are never so. */
const NONE = 'none';

/** The project that works belong to. Nothing where there is no project yet. */
export function ProjectPart({ works, ids }: ProjectPartProps) {
  const { t } = useTranslation(['inspector', 'library']);
  const { data: projects = [] } = useQuery(query('library.projects'));
  if (projects.length === 0) return null;
  const shared = sharedOf(works, ({ projectId }) => projectId);
  const value = shared.kind === 'same' ? shared.value : shared.kind === 'none' ? NONE : '';
  return (
    <Part title={t('project')}>
      <Select
        label={t('project')}
        value={value}
        placeholder={t('mixedValue')}
        options={[
          { value: NONE, label: t('library:noProject') },
          ...projects.map(({ id, title }) => ({ value: id, label: title })),
        ]}
        onChange={(next) => void setProject(ids, next === NONE ? null : next)}
      />
    </Part>
  );
}
