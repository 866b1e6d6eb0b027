import type { Generator } from '../../../contract/generators.ts';
import { cx } from '../../ui/cx.ts';
import { GeneratorIcon } from './generator-icon.tsx';

/** As wide for its height as the place it lies in. */
const WIDE = 3 / 2;

/** The icon stands in the middle, so what belongs there is drawn below it. */
const PLACES = { top: 'top-2', centre: 'top-4/5', bottom: 'bottom-2' } as const;

/** What a generator makes before it made anything: a sheet of its shape, with a bar where its words will stand. */
export function BlankSheet({ generator }: { generator: Generator }) {
  const { icon, order, overlay } = generator;
  const [width = 1, height = 1] = order.aspectRatio.split(':').map(Number);
  return (
    <span
      style={{ aspectRatio: `${width} / ${height}` }}
      className={cx(
        'bg-panel ring-line relative grid place-items-center rounded-sm ring-1',
        width / height < WIDE ? 'h-3/4' : 'w-3/4',
      )}
    >
      <GeneratorIcon name={icon} className="size-7" strokeWidth={1.25} />
      {[...new Set(overlay.map(({ position }) => position))].map((position) => (
        <span
          key={position}
          className={cx('bg-line absolute h-1 w-1/2 rounded-full', PLACES[position])}
        />
      ))}
    </span>
  );
}
