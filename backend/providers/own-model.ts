import type { z } from 'zod';
import type { Model, ModelCapabilities } from '../../contract/models.ts';

/** A model that a creator's own server has, before it is a row of `api_models`. It costs nothing. */
export interface OwnModel {
  vendorModel: string;
  name: string;
  capabilities: z.input<typeof ModelCapabilities>;
  parameters: z.input<typeof Model>['parameters'];
}

/** About a megapixel in every ratio, with edges that all families of models take. */
export const MEGAPIXEL = {
  '1:1': { width: 1024, height: 1024 },
  '16:9': { width: 1344, height: 768 },
  '9:16': { width: 768, height: 1344 },
  '4:3': { width: 1152, height: 896 },
  '3:4': { width: 896, height: 1152 },
  '3:2': { width: 1216, height: 832 },
  '2:3': { width: 832, height: 1216 },
  '21:9': { width: 1536, height: 640 },
} as const;

/** The part of a model's id after its provider: letters, digits, dots, dashes. Empty where a name has none of them. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\.(safetensors|ckpt|gguf|sft)$/, '')
    .replace(/[^a-z0-9._-]+/g, '-');
  return slug.replace(/^[-.]+|[-.]+$/g, '').slice(0, 120);
}
