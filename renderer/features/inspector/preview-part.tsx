import type { ReactNode } from 'react';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import { OriginBadge } from '../viewer/origin-badge.tsx';
import type { ViewedWork } from '../viewer/viewed-work.ts';

/** The picture and what it is called. */
export function PreviewPart({ work, children }: { work: ViewedWork; children?: ReactNode }) {
  // As wide as there is room, as long as it stays as high as 14 rem; a picture is never cropped here.
  const width = `min(100%, ${(14 * work.width) / work.height}rem)`;
  return (
    <section className="border-line flex flex-col gap-3 border-b px-4 pt-1 pb-4">
      <div className="bg-well grid place-items-center overflow-hidden rounded-md">
        <div style={{ width }}>
          <Thumbnail {...work} alt="" size={1024} eager />
        </div>
      </div>
      {children}
      <div className="flex flex-wrap gap-1.5">
        <OriginBadge recipe={work.recipe} />
      </div>
    </section>
  );
}
