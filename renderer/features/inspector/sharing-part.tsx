import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { setContentCategory, setVisibility } from '../library/edit-acts.ts';
import { Part } from './field-list.tsx';
import { type Shared, sharedOf } from './shared-values.ts';

interface SharingPartProps {
  readonly works: readonly LibraryAsset[];
  readonly ids: readonly string[];
}

/** Who may see a work, and what it shows: of one work or of many. */
export function SharingPart({ works, ids }: SharingPartProps) {
  const { t } = useTranslation('inspector');
  return (
    <Part title={t('sharing')}>
      <Choice
        label={t('visibility')}
        shared={sharedOf(works, (work) => work.visibility)}
        options={(['private', 'public'] as const).map((value) => ({
          value,
          label: t(`visibilities.${value}`),
        }))}
        onChange={(value) => void setVisibility(ids, value)}
      />
      <Choice
        label={t('category')}
        shared={sharedOf(works, (work) => work.contentCategory)}
        options={(['sfw', 'nsfw'] as const).map((value) => ({
          value,
          label: t(`categories.${value}`),
        }))}
        onChange={(value) => void setContentCategory(ids, value)}
      />
    </Part>
  );
}

interface ChoiceProps<V extends string> {
  readonly label: string;
  readonly shared: Shared<V>;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
}

function Choice<V extends string>({ label, shared, options, onChange }: ChoiceProps<V>) {
  const { t } = useTranslation('inspector');
  return (
    <div className="flex items-center gap-3">
      <span className="text-muted flex-1">{label}</span>
      {shared.kind === 'mixed' && <span className="text-muted text-sm">{t('mixedValue')}</span>}
      <Segmented
        label={label}
        // Nothing is chosen where works differ; choosing makes them alike.
        value={shared.kind === 'same' ? shared.value : ('' as V)}
        options={options}
        onChange={onChange}
      />
    </div>
  );
}
