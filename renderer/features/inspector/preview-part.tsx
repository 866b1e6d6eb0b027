import type { ReactNode } from 'react';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import { OriginBadge } from '../viewer/origin-badge.tsx';
import type { ViewedWork } from '../viewer/viewed-work.ts';

/** The picture and what it is called. */
export function PreviewPart({ work, children }: { work: ViewedWork; children?: ReactNode }) {
  const isTall = work.height > work.width;
  return (
    <section className="border-line flex flex-col gap-3 border-b px-4 pt-1 pb-4">
      <div className="bg-well grid place-items-center overflow-hidden rounded-md">
        {/* The box is as high as wide pictures need; taller ones stand in the middle of it. */}
        <Thumbnail
          {...work}
          alt=""
          size={1024}
          eager
          className={isTall ? 'h-56 w-auto' : 'max-h-56 w-full'}
        />
      </div>
      {children}
      <div className="flex flex-wrap gap-1.5">
        <OriginBadge recipe={work.recipe} />
      </div>
    </section>
  );
}
