import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Collection } from '../../../contract/assets.ts';
import { renameCollection } from './acts.ts';
import { INDENT } from './side-row.tsx';

interface RenameRowProps {
  readonly collection: Collection;
  readonly depth: number;
  readonly onDone: () => void;
  readonly children?: ReactNode;
}

/** The name of a collection while it is written: Enter or leaving keeps it, Esc does not. */
export function RenameRow({ collection, depth, onDone, children }: RenameRowProps) {
  const { t } = useTranslation('collections');
  const [name, setName] = useState(collection.name);
  const field = useRef<HTMLInputElement>(null);
  // It takes the place of the row that was just asked to be renamed, and its focus.
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <li>
      <div
        className="flex h-9 items-center px-1"
        style={{ paddingLeft: `${depth * INDENT + 0.25}rem` }}
      >
        <input
          ref={field}
          aria-label={t('name')}
          value={name}
          maxLength={120}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setName(event.target.value)}
          onBlur={() => {
            void renameCollection(collection, name);
            onDone();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
            if (event.key === 'Escape') onDone();
          }}
          className="bg-canvas ring-edge h-8 w-full min-w-0 rounded-md px-2 ring-1 ring-inset"
        />
      </div>
      {children}
    </li>
  );
}
