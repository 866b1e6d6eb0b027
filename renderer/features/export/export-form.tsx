import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { ExportFormat } from '../../../contract/studio/export.ts';
import { useFormat } from '../../i18n/format.ts';
import { hostApi } from '../../transport/host-api.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { Slider } from '../../ui/slider.tsx';
import { FolderField } from '../folders/folder-field.tsx';
import { hasQuality, useExportSettings } from './export-settings.ts';
import { NameTemplate } from './name-template.tsx';

const EDGES = [4_096, 2_048, 1_080, 512] as const;

interface ExportFormProps {
  readonly example: LibraryAsset | undefined;
  readonly count: number;
}

/** Where to, called what, and as which files. */
export function ExportForm({ example, count }: ExportFormProps) {
  const { t } = useTranslation('export');
  const settings = useExportSettings();
  const { set } = settings;
  // A desktop writes where it is told; only a browser has a place of its own for what is fetched.
  const places = hostApi().chooseFolder
    ? (['folder', 'zip'] as const)
    : (['folder', 'zip', 'download'] as const);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-3">
        <Segmented
          label={t('to.label')}
          value={settings.to}
          options={places.map((value) => ({ value, label: t(`to.${value}`) }))}
          onChange={(to) => set({ to })}
          className="self-start"
        />
        {settings.to === 'download' ? (
          <p className="text-sm text-muted">{t('to.downloadHint')}</p>
        ) : (
          <FolderField
            label={t('folder')}
            value={settings.folder}
            onChange={(folder) => set({ folder })}
            hint={t(settings.to === 'zip' ? 'to.zipHint' : 'to.folderHint')}
          />
        )}
      </div>
      <NameTemplate
        template={settings.template}
        onChange={(template) => set({ template })}
        format={settings.format}
        example={example}
        count={count}
      />
      <Picture />
      <Extras />
    </div>
  );
}

function Picture() {
  const { t } = useTranslation('export');
  const format = useFormat();
  const settings = useExportSettings();
  const { set } = settings;
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-3">
      <Field label={t('format')}>
        {({ id }) => (
          <Select
            id={id}
            value={settings.format}
            options={ExportFormat.options.map((value) => ({ value, label: t(`formats.${value}`) }))}
            onChange={(value) => set({ format: value })}
          />
        )}
      </Field>
      <Field label={t('size')}>
        {({ id }) => (
          <Select
            id={id}
            value={String(settings.longestEdge ?? 'own')}
            options={[
              { value: 'own', label: t('sizes.own') },
              ...EDGES.map((edge) => ({
                value: String(edge),
                label: t('sizes.edge', { edge: format.number(edge) }),
              })),
            ]}
            onChange={(value) => set({ longestEdge: value === 'own' ? null : Number(value) })}
          />
        )}
      </Field>
      {hasQuality(settings) && (
        <div className="col-span-2 flex items-center gap-3">
          <span className="text-sm font-medium text-muted">{t('quality')}</span>
          <Slider
            label={t('quality')}
            value={settings.quality}
            min={30}
            max={100}
            onChange={(quality) => set({ quality })}
          />
          <output className="tabular w-8 text-right text-sm">
            {format.number(settings.quality)}
          </output>
        </div>
      )}
    </div>
  );
}

function Extras() {
  const { t } = useTranslation('export');
  const { keepsMetadata, sidecar, csv, set } = useExportSettings();
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="sr-only">{t('extras')}</legend>
      <Choice
        id="export-metadata"
        isOn={keepsMetadata}
        onChange={(on) => set({ keepsMetadata: on })}
        label={t('metadata')}
        hint={t(keepsMetadata ? 'metadataKept' : 'metadataStripped')}
      />
      <Choice
        id="export-sidecar"
        isOn={sidecar}
        onChange={(on) => set({ sidecar: on })}
        label={t('sidecar')}
      />
      <Choice id="export-csv" isOn={csv} onChange={(on) => set({ csv: on })} label={t('csv')} />
    </fieldset>
  );
}

interface ChoiceProps {
  readonly id: string;
  readonly isOn: boolean;
  readonly onChange: (on: boolean) => void;
  readonly label: string;
  readonly hint?: string;
}

function Choice({ id, isOn, onChange, label, hint }: ChoiceProps) {
  return (
    <div className="flex items-start gap-3">
      <Checkbox id={id} checked={isOn} onChange={onChange} className="mt-0.5" />
      <label htmlFor={id} className="min-w-0 flex-1">
        {label}
        {hint !== undefined && <span className="block text-sm text-muted">{hint}</span>}
      </label>
    </div>
  );
}
