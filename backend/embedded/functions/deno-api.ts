import { registerHooks } from 'node:module';

type Handler = (request: Request) => Promise<Response> | Response;

/**
 * What a function of the form the Supabase CLI makes (`functions/<name>/index.ts`) needs to run in this process:
 * `Deno.serve`, `Deno.env`, the `serve` of Deno's standard library, and `npm:` and `jsr:` imports of packages that are
 * installed here (https://docs.deno.com/api/deno/~/Deno.serve, https://docs.deno.com/runtime/fundamentals/modules/).
 * Nothing is fetched: another import by address does not start.
 *
 * Installed at the first such function, and only then: libraries tell Deno from Node by this global.
 */
interface DenoApi {
  serve(...given: unknown[]): { finished: Promise<void>; shutdown(): Promise<void> };
  env: {
    get(name: string): string | undefined;
    has(name: string): boolean;
    toObject(): Record<string, string | undefined>;
  };
}

let serving: ((handler: Handler) => void) | null = null;
let last: Promise<unknown> = Promise.resolve();
let installed = false;

/**
 * The handler that a module gives to `Deno.serve` while it is loaded. One module at a time: what is served carries no
 * name. Throws when the module does, and when it serves nothing.
 */
export function loadServed(url: string): Promise<Handler> {
  install();
  const loading = last.then(async () => {
    let handler: Handler | null = null;
    serving = (given) => {
      handler = given;
    };
    try {
      await import(url);
    } finally {
      serving = null;
    }
    if (!handler) throw new Error(`${url} does not call Deno.serve`);
    return handler;
  });
  last = loading.catch(() => undefined);
  return loading;
}

function install(): void {
  if (installed) return;
  installed = true;
  const deno: DenoApi = {
    serve(...given) {
      const handler = given
        .flatMap((one) => [one, (one as { handler?: unknown } | null)?.handler])
        .find((one) => typeof one === 'function');
      if (!handler || !serving) throw new Error('Deno.serve is for the start of a function');
      serving(handler as Handler);
      return { finished: new Promise(() => undefined), shutdown: async () => undefined };
    },
    env: {
      get: (name) => process.env[name],
      has: (name) => process.env[name] !== undefined,
      toObject: () => ({ ...process.env }),
    },
  };
  Object.assign(globalThis, { Deno: deno });
  registerHooks({ resolve });
}

const STD_SERVE = `data:text/javascript,${encodeURIComponent(
  'export const serve = (...given) => Deno.serve(...given);',
)}`;

const resolve: Parameters<typeof registerHooks>[0]['resolve'] = (specifier, context, next) => {
  if (/^https:\/\/deno\.land\/std(?:@[\d.]+)?\/http\/server\.ts$/.test(specifier)) {
    return { url: STD_SERVE, shortCircuit: true };
  }
  const name = packageName(specifier);
  if (name === null) return next(specifier, context);
  try {
    return next(name, context);
  } catch (error) {
    // The function's own folder has no node_modules above it: what this program brings along will do.
    if (specifier.startsWith('node:')) throw error;
    return next(name, { ...context, parentURL: import.meta.url });
  }
};

/** `npm:@scope/name@1.2/sub` and `jsr:…` without their scheme and version; null for what is no package. */
function packageName(specifier: string): string | null {
  const remote = /^(?:npm|jsr):\/?((?:@[^/@]+\/)?[^/@]+)(?:@[^/]*)?(\/.*)?$/.exec(specifier);
  if (remote) return `${remote[1]}${remote[2] ?? ''}`;
  return /^(?:[a-z]+:|[./]|#)/.test(specifier) ? null : specifier;
}
