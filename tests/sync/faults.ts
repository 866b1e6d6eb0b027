import type { Random } from './random.ts';

/** A network that fails in every way between a request and its answer; what it does is drawn from the seed. */
export interface Faults {
  fetch: typeof fetch;
  /** How often a request meets a fault, 0 to 1. */
  rate: number;
  /** Called while a request is on its way, as the creator goes on working. */
  meanwhile: (() => void) | undefined;
  /** Requests that were given up here arrive there now. */
  deliverLate(): Promise<void>;
}

export function createFaults(random: Random): Faults {
  const late: (() => Promise<unknown>)[] = [];
  const silence = () => new TypeError('fetch failed');

  async function faulty(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const send = () => fetch(input, { ...init, signal: null });
    const consume = async () => (await send()).arrayBuffer();
    switch (random.below(5)) {
      case 0:
        throw silence();
      case 1:
        // It did its work, and the answer is lost.
        await consume();
        throw silence();
      case 2:
        // It arrives twice.
        await consume();
        return fetch(input, init);
      case 3:
        late.push(consume);
        throw silence();
      default:
        return new Response('<html>Bad gateway</html>', { status: 502 });
    }
  }

  const faults: Faults = {
    rate: 0,
    meanwhile: undefined,
    async fetch(input, init) {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      if (random.chance(0.3)) faults.meanwhile?.();
      // Signing in is one step of its own; without it there is nothing to test.
      if (pathname.startsWith('/auth/') || !random.chance(faults.rate)) return fetch(input, init);
      return faulty(input, init);
    },
    async deliverLate() {
      while (late.length > 0) {
        const [send] = late.splice(random.below(late.length), 1);
        await send?.().catch(() => undefined);
      }
    },
  };
  return faults;
}
