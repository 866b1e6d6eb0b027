import { AtelierError } from '../../contract/errors.ts';
import type { ProviderId } from '../../contract/models.ts';
import { HttpUrl } from '../../contract/primitives.ts';

/** The variables that name another address for a vendor: a company's proxy, or a fake in tests. */
export const VENDOR_VARIABLES = {
  openai: 'ATELIER_OPENAI_URL',
  replicate: 'ATELIER_REPLICATE_URL',
} as const satisfies Partial<Record<ProviderId, string>>;

/** Errors: `invalid_input` for what is no http or https address. The vendors' keys go there, so nothing is guessed. */
export function vendorAddresses(
  env: NodeJS.ProcessEnv = process.env,
): Partial<Record<ProviderId, string>> {
  const found: Partial<Record<ProviderId, string>> = {};
  for (const provider of ['openai', 'replicate'] as const) {
    const name = VENDOR_VARIABLES[provider];
    const value = env[name];
    if (!value) continue;
    const parsed = HttpUrl.safeParse(value);
    if (!parsed.success) {
      throw new AtelierError('invalid_input', `${name} is no http or https address.`, {
        field: name,
      });
    }
    found[provider] = parsed.data;
  }
  return found;
}
