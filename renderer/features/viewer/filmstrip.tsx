import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../ui/cx.ts';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import type { GridSource } from '../grid/source.ts';
import { useBox } from '../grid/use-box.ts';
import { nameOf, type ViewedWork } from './viewed-work.ts';

interface FilmstripProps<T> {
  readonly source: GridSource<T>;
  readonly index: number;
  readonly workOf: (item: T) => ViewedWork | undefined;
  readonly onShow: (index: number) => void;
}

/** A frame and the gap beside it, in CSS pixels. */
const FRAME = 60;

/** The neighbours of the work, which stands in the middle. Only as many as there is room for are made. */
export function Filmstrip<T>({ source, index, workOf, onShow }: FilmstripProps<T>) {
  const { t } = useTranslation('viewer');
  const ref = useRef<HTMLDivElement>(null);
  const reach = Math.floor(((useBox(ref)?.width ?? 0) / FRAME - 1) / 2);
  const places = Array.from({ length: 2 * reach + 1 }, (_, at) => index - reach + at);
  return (
    <nav
      aria-label={t('neighbours')}
      ref={ref}
      className="flex h-18 shrink-0 items-center justify-center gap-1"
    >
      {places.map((place) => {
        const item = source.itemAt(place);
        const work = item === undefined ? undefined : workOf(item);
        if (!work) return <span key={place} className="size-14 shrink-0" />;
        return (
          <button
            key={place}
            type="button"
            tabIndex={-1}
            aria-label={nameOf(work) ?? t('untitled')}
            aria-current={place === index}
            onClick={() => onShow(place)}
            className={cx(
              'size-14 shrink-0 overflow-hidden rounded-sm transition-opacity',
              place === index
                ? 'outline-accent outline-2 outline-offset-2'
                : 'opacity-60 hover:opacity-100',
            )}
          >
            <Thumbnail {...work} alt="" shape="fill" eager />
          </button>
        );
      })}
    </nav>
  );
}
