import { ModelCapabilities } from '../../../contract/models.ts';
import type { OfferedModel } from '../prompt/form.ts';

/** A free model of pictures for tests of pure parts, each field and capability overridable. */
export function aModel({
  can,
  ...fields
}: Partial<OfferedModel> & { can?: object } = {}): OfferedModel {
  return {
    id: 'draft/painter',
    provider: 'draft',
    task: 'image',
    vendorModel: 'painter',
    name: 'Draft',
    description: '',
    capabilities: ModelCapabilities.parse({
      sizes: { '1:1': { width: 1024, height: 1024 } },
      qualities: ['standard'],
      formats: ['webp'],
      seed: true,
      negativePrompt: true,
      maxCount: 4,
      maxPromptLength: 100,
      ...can,
    }),
    prices: { standard: 0 },
    parameters: {},
    isAi: false,
    enabled: true,
    position: 0,
    keyMissing: false,
    ...fields,
  };
}
