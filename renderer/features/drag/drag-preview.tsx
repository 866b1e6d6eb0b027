import { mediaUrl } from '../../transport/media.ts';
import type { WorksPayload } from './payload.ts';

/** What hangs on the pointer: the picture, more beneath it if there are more, and how many. */
export function DragPreview({ payload }: { payload: WorksPayload }) {
  const [front, ...behind] = payload.sha256s.slice(0, 3);
  const count = payload.ids.length;
  return (
    <div className="relative size-28 p-2">
      {behind.map((sha256, at) => (
        <img
          key={sha256}
          alt=""
          src={mediaUrl(sha256, 256)}
          className={`absolute inset-2 size-24 rounded-sm object-cover opacity-80 ${at === 0 ? 'rotate-3' : '-rotate-3'}`}
        />
      ))}
      {front !== undefined && (
        <img
          alt=""
          src={mediaUrl(front, 256)}
          className="ring-line absolute inset-2 size-24 rounded-sm object-cover ring-1"
        />
      )}
      {count > 1 && (
        <span className="bg-accent-solid text-on-accent tabular absolute top-0 right-0 min-w-6 rounded-full px-2 py-0.5 text-center text-sm font-semibold">
          {count}
        </span>
      )}
    </div>
  );
}
