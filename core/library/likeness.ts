import { Swatch } from '../../contract/assets.ts';
import type { Database } from '../system/database.ts';

/** `nr` of `user_library`; `distance` from 0, the same, upwards. */
export interface Near {
  nr: number;
  distance: number;
}

/** Works that have this colour, nearest first. `accepts`: of these only. */
export function nearestByColor(
  db: Database,
  hex: string,
  limit: number,
  accepts: (nr: number) => boolean = () => true,
): Near[] {
  const wanted = channels(hex);
  return nearest(db, limit, accepts, ({ palette }) =>
    Math.min(
      ...Swatch.array()
        .parse(JSON.parse(palette ?? '[]'))
        .map(({ color }) => {
          const own = channels(color);
          return Math.hypot(...own.map((value, at) => value - wanted[at]!)) / 442;
        }),
    ),
  );
}

/** Works that look like this one, nearest first, without itself. */
export function nearestByWork(
  db: Database,
  workId: string,
  limit: number,
  accepts: (nr: number) => boolean = () => true,
): Near[] {
  const own = db.get<{ nr: number; phash: string | null }>(
    `select l.nr, f.phash from user_library l join files f on f.sha256 = l.sha256 where l.id = ?`,
    workId,
  );
  if (!own?.phash) return [];
  const hash = BigInt(`0x${own.phash}`);
  return nearest(db, limit, accepts, ({ nr, phash }) =>
    phash === null || nr === own.nr ? Infinity : differingBits(BigInt(`0x${phash}`) ^ hash) / 32,
  );
}

interface Looks {
  nr: number;
  palette: string | null;
  phash: string | null;
}

function nearest(
  db: Database,
  limit: number,
  accepts: (nr: number) => boolean,
  distanceOf: (looks: Looks) => number,
): Near[] {
  return db
    .all<Looks>(
      `select l.nr, f.palette, f.phash from user_library l join files f on f.sha256 = l.sha256
       where f.phash is not null or f.palette is not null`,
    )
    .filter(({ nr }) => accepts(nr))
    .map((looks) => ({ nr: looks.nr, distance: distanceOf(looks) }))
    .filter(({ distance }) => Number.isFinite(distance))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit);
}

function channels(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function differingBits(value: bigint): number {
  return value.toString(2).replaceAll('0', '').length;
}
