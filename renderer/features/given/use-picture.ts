import { useEffect, useState } from 'react';
import { mediaUrl } from '../../transport/media.ts';

/** A picture, decoded, upright, in its own size; null until it is, 'failed' where it cannot be. */
export function usePicture(sha256: string | null): HTMLImageElement | 'failed' | null {
  const [loaded, setLoaded] = useState<{ of: string; image: HTMLImageElement | 'failed' }>();
  useEffect(() => {
    if (sha256 === null) return undefined;
    let isWanted = true;
    const image = new Image();
    image.src = mediaUrl(sha256);
    image.decode().then(
      () => isWanted && setLoaded({ of: sha256, image }),
      () => isWanted && setLoaded({ of: sha256, image: 'failed' }),
    );
    return () => {
      isWanted = false;
    };
  }, [sha256]);
  return loaded?.of === sha256 ? loaded.image : null;
}
