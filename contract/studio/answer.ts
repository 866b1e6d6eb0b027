import { ErrorBody } from '../errors.ts';
import type { Answer } from '../host.ts';

/** `domain.verb` of a call, and nothing that could reach for anything else. */
export function isStudioPath(path: string): boolean {
  return /^[a-z]{1,40}\.[a-zA-Z]{1,40}$/.test(path);
}

/**
 * Runs a call over a transport and turns what it throws into an answer. The studio's typed errors carry their
 * `ErrorBody` as `data`; without one the transport itself failed, which reads as `offline`.
 */
export async function answerOf<T>(run: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (thrown) {
    const body = ErrorBody.safeParse((thrown as { data?: unknown } | null)?.data);
    if (body.success) return { ok: false, error: body.data };
    const code = (thrown as { code?: unknown } | null)?.code;
    if (code === 'BAD_REQUEST') {
      return {
        ok: false,
        error: { code: 'invalid_input', message: thrown instanceof Error ? thrown.message : '' },
      };
    }
    return { ok: false, error: { code: 'offline', message: 'The studio does not answer.' } };
  }
}
