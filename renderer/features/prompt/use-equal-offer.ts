import { useState } from 'react';
import type { ImageRequestInput } from '../../../contract/orders.ts';
import { DEFAULT_SETTINGS } from '../../../contract/studio/settings.ts';
import { useSettings } from '../../data/hooks.ts';
import { api, type CallOutput } from '../../transport/api.ts';

/** What was made already of what is about to be made. */
export type Equal = NonNullable<CallOutput<'generate.equal'>>;

export interface EqualOffer {
  /** It is being looked for: milliseconds. */
  isAsking: boolean;
  /** What stands for this very request, which nobody answered yet. */
  standingFor: (request: ImageRequestInput) => Equal | null;
  /** Offers what is there instead of making it; makes it where nothing is, or where that was offered already. */
  offerOrMake: (request: ImageRequestInput) => void;
  withdraw: () => void;
}

/**
 * Nobody shall pay twice for one picture without knowing. A random seed makes another picture and is never asked about;
 * whatever goes wrong with asking, the picture is made.
 */
export function useEqualOffer(make: (request: ImageRequestInput) => void): EqualOffer {
  const { offerEqual } = useSettings().data ?? DEFAULT_SETTINGS;
  const [isAsking, setAsking] = useState(false);
  const [offer, setOffer] = useState<{ key: string; equal: Equal } | null>(null);
  const isOffered = (request: ImageRequestInput) => offer?.key === keyOf(request);

  function answered(request: ImageRequestInput, equal: Equal | null): void {
    setAsking(false);
    if (equal === null) make(request);
    else setOffer({ key: keyOf(request), equal });
  }
  return {
    isAsking,
    standingFor: (request) => (isOffered(request) ? (offer?.equal ?? null) : null),
    offerOrMake(request) {
      setOffer(null);
      if (!offerEqual || request.seed === undefined || isOffered(request)) {
        make(request);
        return;
      }
      setAsking(true);
      api.generate.equal(request).then(
        (equal) => answered(request, equal),
        () => answered(request, null),
      );
    },
    withdraw: () => setOffer(null),
  };
}

const keyOf = (request: ImageRequestInput) => JSON.stringify(request);
