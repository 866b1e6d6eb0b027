import { MEGAPIXEL, type OwnModel } from '../own-model.ts';

/** Checkpoints of the first family were trained at a quarter of the pixels, and draw two heads at more. */
const SMALL = /v1-5|sd[-_ ]?1[._-]?5|\b1\.5\b/i;

/** ComfyUI's own first workflow: words to a picture by a checkpoint. */
const WORKFLOW = {
  3: {
    class_type: 'KSampler',
    inputs: {
      seed: 0,
      steps: 25,
      cfg: 6,
      sampler_name: 'euler',
      scheduler: 'normal',
      denoise: 1,
      model: ['4', 0],
      positive: ['6', 0],
      negative: ['7', 0],
      latent_image: ['5', 0],
    },
  },
  4: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: '' } },
  5: { class_type: 'EmptyLatentImage', inputs: { width: 1024, height: 1024, batch_size: 1 } },
  6: { class_type: 'CLIPTextEncode', inputs: { text: '', clip: ['4', 1] } },
  7: { class_type: 'CLIPTextEncode', inputs: { text: '', clip: ['4', 1] } },
  8: { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['4', 2] } },
  9: { class_type: 'SaveImage', inputs: { filename_prefix: 'atelier', images: ['8', 0] } },
};

/** A model for each checkpoint of a ComfyUI, by its own first workflow. Pure. */
export function modelsOf(checkpoints: readonly string[]): OwnModel[] {
  return checkpoints.map((checkpoint) => ({
    vendorModel: checkpoint,
    name: checkpoint.replace(/\.[a-z]+$/, ''),
    capabilities: {
      sizes: SMALL.test(checkpoint) ? halved(MEGAPIXEL) : MEGAPIXEL,
      qualities: ['standard'],
      formats: ['webp', 'png', 'jpeg'],
      seed: true,
      negativePrompt: true,
      maxCount: 10,
      maxPromptLength: 2_000,
      parameters: {
        steps: { min: 1, max: 100, default: 25 },
        guidance: { min: 1, max: 20, default: 6, step: 0.5 },
      },
      customSize: { min: 256, max: 2_048, step: 8 },
    },
    parameters: {
      workflow: WORKFLOW,
      inputs: {
        prompt: '6.text',
        negativePrompt: '7.text',
        seed: '3.seed',
        steps: '3.steps',
        guidance: '3.cfg',
        width: '5.width',
        height: '5.height',
        model: '4.ckpt_name',
      },
      outputs: ['9'],
    },
  }));
}

function halved(sizes: typeof MEGAPIXEL) {
  return Object.fromEntries(
    Object.entries(sizes).map(([ratio, { width, height }]) => [
      ratio,
      { width: width / 2, height: height / 2 },
    ]),
  );
}
