import { AtelierError } from '../../contract/errors.ts';
import { ProviderId } from '../../contract/models.ts';
import { HttpUrl } from '../../contract/primitives.ts';

/** The variable that names another address for a vendor: a company's proxy, a server of one's own, a fake in tests. */
export const vendorVariable = (provider: ProviderId): string =>
  `ATELIER_${provider.toUpperCase().replaceAll('-', '_')}_URL`;

/** Errors: `invalid_input` for what is no http or https address. The vendors' keys go there, so nothing is guessed. */
export function vendorAddresses(
  env: NodeJS.ProcessEnv = process.env,
): Partial<Record<ProviderId, string>> {
  const found: Partial<Record<ProviderId, string>> = {};
  for (const provider of ProviderId.options) {
    const name = vendorVariable(provider);
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
