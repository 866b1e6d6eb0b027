import { z } from 'zod';
import { Numeric, parseObject, SeedText } from './json.ts';
import type { Program } from './program.ts';

const Parameters = z.looseObject({
  prompt: z.string(),
  negativeprompt: z.string().optional().catch(undefined),
  model: z.string().optional().catch(undefined),
  seed: SeedText.optional().catch(undefined),
  width: Numeric.optional().catch(undefined),
  height: Numeric.optional().catch(undefined),
  swarm_version: z.string().max(40).optional().catch(undefined),
});
const Metadata = z.object({ sui_image_params: Parameters });

/**
 * SwarmUI: JSON with `sui_image_params`, in a PNG text `parameters` or the EXIF user comment
 * (SwarmUI, docs/Image Metadata Format.md).
 */
export const swarmui: Program = {
  id: 'swarmui',
  read(texts) {
    const found =
      parseObject(texts.get('parameters'), Metadata) ??
      parseObject(texts.get('UserComment'), Metadata);
    if (!found) return undefined;
    const { prompt, negativeprompt, model, seed, width, height, swarm_version, ...parameters } =
      found.sui_image_params;
    return {
      software: swarm_version === undefined ? 'SwarmUI' : `SwarmUI ${swarm_version}`,
      prompt,
      negativePrompt: negativeprompt,
      model,
      seed,
      width,
      height,
      parameters,
    };
  },
};
