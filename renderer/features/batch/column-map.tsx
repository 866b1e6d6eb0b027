import { useTranslation } from 'react-i18next';
import { type BatchTable, type ColumnUse, RowParameter } from '../../../contract/studio/batch.ts';
import type { Generator } from '../../../contract/generators.ts';
import { tokenNameFrom } from '../../../contract/tokens/names.ts';
import type { Language } from '../../i18n/language.ts';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Select } from '../../ui/select.tsx';
import { useBatchPlace } from './batch-state.ts';

interface ColumnMapProps {
  readonly table: BatchTable;
  /** Whose fields columns can answer. */
  readonly form: Generator | undefined;
}

/** The first rows as they stand in the table, and over each column what it is for. */
export function ColumnMap({ table, form }: ColumnMapProps) {
  const { t, i18n } = useTranslation('batch');
  const fields = (form?.fields ?? [])
    .filter(({ kind }) => kind !== 'image')
    .map(({ id, label }) => ({ value: `field:${id}`, label: label[i18n.language as Language] }));
  const { uses, setUse } = useBatchPlace();
  return (
    <div className="flex flex-col gap-2">
      <h2 className="text-muted text-sm font-medium">{t('columnsTitle')}</h2>
      <ScrollRegion
        label={t('columnsTitle')}
        className="bg-panel ring-line overflow-x-auto rounded-lg ring-1"
      >
        <table className="w-full border-collapse text-left">
          <thead>
            <tr>
              {table.columns.map(({ name }, column) => (
                <th key={name} scope="col" className="min-w-44 p-2 align-top font-medium">
                  <span dir="auto" className="mb-1.5 block truncate px-1">
                    {name}
                  </span>
                  <Select
                    label={t('useOf', { name })}
                    value={keyOf(uses[column] ?? { kind: 'none' })}
                    options={[...fields, ...optionsOf(name, uses[column], t)]}
                    onChange={(key) => setUse(column, readUse(key))}
                  />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.sample.map((cells, row) => (
              // oxlint-disable-next-line react/no-array-index-key -- rows of a table have no other name than their place
              <tr key={row} className="border-line border-t">
                {table.columns.map(({ name }, column) => (
                  <td key={name} dir="auto" className="text-muted max-w-64 truncate px-3 py-2">
                    {cells[column]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  );
}

function keyOf(use: ColumnUse): string {
  if (use.kind === 'token') return `token:${use.name}`;
  if (use.kind === 'parameter') return `parameter:${use.parameter}`;
  return use.kind === 'field' ? `field:${use.field}` : 'none';
}

function readUse(key: string): ColumnUse {
  const at = key.indexOf(':');
  const [kind, name] = [key.slice(0, at), key.slice(at + 1)];
  if (kind === 'field') return { kind, field: name };
  if (kind === 'token') return { kind, name };
  const parameter = RowParameter.safeParse(name);
  return kind === 'parameter' && parameter.success
    ? { kind, parameter: parameter.data }
    : { kind: 'none' };
}

function optionsOf(
  name: string,
  use: ColumnUse | undefined,
  t: ReturnType<typeof useTranslation<'batch'>>['t'],
) {
  const tokens = new Set<string>();
  if (use?.kind === 'token') tokens.add(use.name);
  const own = tokenNameFrom(name);
  if (own !== null) tokens.add(own);
  return [
    ...[...tokens].map((token) => ({ value: `token:${token}`, label: `[${token}]` })),
    ...RowParameter.options.map((parameter) => ({
      value: `parameter:${parameter}`,
      label: t(`parameters.${parameter}`),
    })),
    { value: 'none', label: t('unused') },
  ];
}
