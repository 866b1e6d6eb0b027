import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Quality } from '../../../contract/models.ts';
import { useFormat } from '../../i18n/format.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { cx } from '../../ui/cx.ts';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { useModelName } from '../prompt/model-words.ts';
import type { ViewedWork } from '../viewer/viewed-work.ts';
import { type Parameter, parameterRows, type ParameterValue, spansAgainst } from './differences.ts';

interface ParametersProps {
  readonly works: readonly ViewedWork[];
  readonly nameOf: (work: ViewedWork) => string;
}

/** How each work was made, a column a work; what differs is marked. */
export function Parameters({ works, nameOf }: ParametersProps) {
  const { t } = useTranslation('compare');
  const id = useId();
  const [isShort, setShort] = useState(false);
  const rows = parameterRows(works).filter(({ differs }) => differs || !isShort);
  const write = useWriting();
  return (
    <div className="bg-panel border-line flex max-h-[45%] shrink-0 flex-col border-t">
      <header className="flex h-11 shrink-0 items-center justify-between px-4">
        <h2 className="font-semibold">{t('parameters')}</h2>
        <label htmlFor={id} className="flex items-center gap-2">
          <Checkbox id={id} checked={isShort} onChange={setShort} />
          {t('onlyDifferences')}
        </label>
      </header>
      <ScrollRegion label={t('parameters')} className="min-h-0 overflow-auto px-4 pb-4">
        {rows.length === 0 ? (
          <p className="text-muted">{t('alike')}</p>
        ) : (
          <table className="w-full table-fixed border-collapse">
            <thead className="sr-only">
              <tr>
                <th scope="col">{t('parameter')}</th>
                {works.map((work) => (
                  <th key={work.id} scope="col">
                    {nameOf(work)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, values, differs }) => (
                <tr key={name} className="border-line border-t align-top">
                  <th
                    scope="row"
                    className={cx(
                      'w-36 py-2 pr-4 text-left font-normal',
                      differs ? 'text-warning' : 'text-muted',
                    )}
                  >
                    {t(`parameterNames.${name}`)}
                    {differs && <span className="sr-only">, {t('differs')}</span>}
                    {differs && <span aria-hidden> •</span>}
                  </th>
                  {values.map((value, at) => (
                    <td
                      key={works[at]?.id}
                      data-selectable
                      dir="auto"
                      className={cx('tabular py-2 pr-4 wrap-break-word', !differs && 'text-muted')}
                    >
                      {name === 'prompt' || name === 'negative' ? (
                        <Text value={value} against={values[at === 0 ? 1 : 0] ?? ''} />
                      ) : (
                        write(name, value)
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </ScrollRegion>
    </div>
  );
}

/** A text with the words marked that the one it is compared with does not have. */
function Text({ value, against }: { value: ParameterValue; against: ParameterValue }) {
  if (typeof value !== 'string') return '—';
  const other = typeof against === 'string' ? against : '';
  return spansAgainst(value, other).map(({ text, isOwn }, at) =>
    isOwn ? (
      // oxlint-disable-next-line react/no-array-index-key -- spans have no other name than their place
      <mark key={at} className="bg-warning-soft text-warning rounded-sm">
        {text}
      </mark>
    ) : (
      text
    ),
  );
}

function useWriting(): (name: Parameter, value: ParameterValue) => string {
  const { t } = useTranslation('common');
  const format = useFormat();
  const nameOfModel = useModelName();
  return (name, value) => {
    if (value === null) return '—';
    if (typeof value === 'object') return format.size(value.width, value.height);
    if (name === 'bytes' && typeof value === 'number') return format.bytes(value);
    if (typeof value === 'number') return `${value}`;
    if (name === 'created') return format.dateTime(value);
    if (name === 'model') return nameOfModel('', value);
    const quality = name === 'quality' ? Quality.safeParse(value) : undefined;
    return quality?.success ? t(`qualities.${quality.data}`) : value;
  };
}
