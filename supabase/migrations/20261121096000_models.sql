-- More vendors, and models of theirs with prices and capabilities: Gemini's pictures and Veo's films by Google; words by
-- Mistral; servers of a creator's own; editing, upscaling, a photographic model and films by Replicate. What an operator
-- changed or switched off stays: a row that is there is left alone. A credit is about a US cent; prices are the vendor's,
-- rounded up, and of a film those of a second.

insert into public.api_providers (id, name, website, position) values
  ('openai', 'OpenAI', 'https://platform.openai.com/api-keys', 1),
  ('replicate', 'Replicate', 'https://replicate.com/account/api-tokens', 2),
  ('google', 'Google', 'https://aistudio.google.com/apikey', 4),
  ('mistral', 'Mistral', 'https://console.mistral.ai/api-keys', 5),
  ('openai-compatible', 'Own server (OpenAI-compatible)', null, 6),
  ('comfyui', 'ComfyUI', null, 7)
on conflict (id) do nothing;

-- The sizes of a megapixel that the makers name for each ratio, and those of films at 720p.
with shapes (shape, sizes) as (
  values
    ('gemini', '{
      "1:1": {"width": 1024, "height": 1024}, "16:9": {"width": 1376, "height": 768},
      "9:16": {"width": 768, "height": 1376}, "4:3": {"width": 1200, "height": 896},
      "3:4": {"width": 896, "height": 1200}, "3:2": {"width": 1264, "height": 848},
      "2:3": {"width": 848, "height": 1264}, "21:9": {"width": 1584, "height": 672}
    }'::jsonb),
    ('flux', '{
      "1:1": {"width": 1024, "height": 1024}, "16:9": {"width": 1344, "height": 768},
      "9:16": {"width": 768, "height": 1344}, "4:3": {"width": 1152, "height": 896},
      "3:4": {"width": 896, "height": 1152}, "3:2": {"width": 1216, "height": 832},
      "2:3": {"width": 832, "height": 1216}, "21:9": {"width": 1536, "height": 640}
    }'),
    ('small', '{
      "1:1": {"width": 768, "height": 768}, "16:9": {"width": 1024, "height": 576},
      "9:16": {"width": 576, "height": 1024}, "4:3": {"width": 896, "height": 672},
      "3:4": {"width": 672, "height": 896}, "3:2": {"width": 960, "height": 640},
      "2:3": {"width": 640, "height": 960}
    }'),
    ('film', '{"16:9": {"width": 1280, "height": 720}, "9:16": {"width": 720, "height": 1280}}')
),
models (id, vendor_model, task, shape, name, description, position, capabilities, prices, parameters) as (
  values
    ('google/gemini-3.1-flash-image', 'gemini-3.1-flash-image', 'image', 'gemini', 'Gemini 3.1 Flash Image',
      'Google''s quick image model: follows instructions, edits pictures, keeps to references.', 30,
      '{
        "qualities": ["standard", "high"], "formats": ["webp", "png", "jpeg"], "seed": false,
        "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000,
        "sourceModes": ["vary", "edit"], "maxReferences": 14
      }'::jsonb,
      '{"standard": 7, "high": 11}'::jsonb,
      '{
        "imageSizes": {"standard": "1K", "high": "2K"},
        "usdPerMillionTokens": {"textIn": 0.5, "imageOut": 60}
      }'::jsonb),
    ('google/gemini-3-pro-image', 'gemini-3-pro-image', 'image', 'gemini', 'Gemini 3 Pro Image',
      'Google''s most careful image model: thinks first, sets words well.', 31,
      '{
        "qualities": ["standard", "high"], "formats": ["webp", "png", "jpeg"], "seed": false,
        "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000,
        "sourceModes": ["vary", "edit"], "maxReferences": 14
      }',
      '{"standard": 14, "high": 25}',
      '{
        "imageSizes": {"standard": "2K", "high": "4K"},
        "usdPerMillionTokens": {"textIn": 2, "imageOut": 120}
      }'),
    ('google/gemini-2.5-flash-image', 'gemini-2.5-flash-image', 'image', 'gemini', 'Gemini 2.5 Flash Image',
      'Google''s earlier quick image model.', 32,
      '{
        "qualities": ["standard"], "formats": ["webp", "png", "jpeg"], "seed": false,
        "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000,
        "sourceModes": ["vary", "edit"], "maxReferences": 3
      }',
      '{"standard": 4}', '{"usdPerMillionTokens": {"textIn": 0.3, "imageOut": 30}}'),
    ('google/veo-3.1', 'veo-3.1-generate-preview', 'video', 'film', 'Veo 3.1',
      'Google''s film model, with sound: from words, or between a first and a last picture.', 50,
      '{
        "qualities": ["standard"], "formats": ["mp4"], "seed": false, "negativePrompt": true,
        "maxCount": 4, "maxPromptLength": 2000,
        "video": {
          "durations": [8], "resolutions": ["720p", "1080p", "4k"], "fps": [24],
          "firstFrame": "optional", "lastFrame": true
        }
      }',
      '{"720p": 40, "1080p": 40, "4k": 60}', '{"usdPerSecond": {"720p": 0.4, "1080p": 0.4, "4k": 0.6}}'),
    ('google/veo-3.1-fast', 'veo-3.1-fast-generate-preview', 'video', 'film', 'Veo 3.1 Fast',
      'The same, quicker and cheaper.', 51,
      '{
        "qualities": ["standard"], "formats": ["mp4"], "seed": false, "negativePrompt": true,
        "maxCount": 4, "maxPromptLength": 2000,
        "video": {
          "durations": [8], "resolutions": ["720p", "1080p"], "fps": [24],
          "firstFrame": "optional", "lastFrame": true
        }
      }',
      '{"720p": 15, "1080p": 15}', '{"usdPerSecond": {"720p": 0.15, "1080p": 0.15}}'),
    -- Of eight seconds alone above 720p, so that is all that is offered.
    ('google/veo-3.1-lite', 'veo-3.1-lite-generate-preview', 'video', 'film', 'Veo 3.1 Lite',
      'The cheapest of the family.', 52,
      '{
        "qualities": ["standard"], "formats": ["mp4"], "seed": false, "negativePrompt": false,
        "maxCount": 4, "maxPromptLength": 1000,
        "video": {
          "durations": [8], "resolutions": ["720p", "1080p"], "fps": [24], "firstFrame": "optional"
        }
      }',
      '{"720p": 5, "1080p": 8}', '{"usdPerSecond": {"720p": 0.05, "1080p": 0.08}}'),
    ('replicate/flux-kontext-pro', 'black-forest-labs/flux-kontext-pro', 'image', 'flux', 'FLUX.1 Kontext pro',
      'Black Forest Labs'' model that edits a picture as it is told.', 23,
      '{
        "qualities": ["standard"], "formats": ["webp", "png", "jpeg"], "seed": true, "negativePrompt": false,
        "maxCount": 10, "maxPromptLength": 2000, "sourceModes": ["edit"]
      }',
      '{"standard": 4}',
      '{
        "seed": "seed", "maxSeed": 2147483647, "aspectRatio": "aspect_ratio", "image": "input_image",
        "extra": {"output_format": "png"}, "usdPerImage": 0.04
      }'),
    ('replicate/realistic-vision-5.1',
      'lucataco/realistic-vision-v5.1:2c8e954decbf70b7607a4414e5785ef9e4de4b8c51d50fb8b8b349160e0ef6bb', 'image',
      'small', 'Realistic Vision 5.1', 'An open model for photographs of people.', 24,
      '{
        "qualities": ["standard"], "formats": ["webp", "png", "jpeg"], "seed": true, "negativePrompt": true,
        "maxCount": 10, "maxPromptLength": 1000,
        "parameters": {
          "steps": {"min": 1, "max": 100, "default": 25},
          "guidance": {"min": 3.5, "max": 7, "default": 5, "step": 0.5}
        },
        "customSize": {"min": 256, "max": 1440, "step": 8}
      }',
      '{"standard": 1}',
      '{
        "negativePrompt": "negative_prompt", "seed": "seed", "maxSeed": 2147483647, "width": "width",
        "height": "height", "steps": "steps", "guidance": "guidance", "usdPerSecond": 0.000975
      }'),
    ('replicate/real-esrgan',
      'nightmareai/real-esrgan:42fed1c4974146d4d2414e2be2c5277c7fcf05fcc3a73abf41610695738c1d7b', 'image', 'flux',
      'Real-ESRGAN', 'Makes a picture four times as large on each side. The words are not heeded.', 25,
      '{
        "qualities": ["standard"], "formats": ["webp", "png", "jpeg"], "seed": false, "negativePrompt": false,
        "maxCount": 1, "maxPromptLength": 2000, "sourceModes": ["edit"]
      }',
      '{"standard": 1}',
      '{"prompt": null, "image": "image", "extra": {"scale": 4, "face_enhance": false}, "usdPerSecond": 0.000225}'),
    ('replicate/wan-2.2-t2v-fast', 'wan-video/wan-2.2-t2v-fast', 'video', 'film', 'WAN 2.2 (words)',
      'An open film model, from words.', 55,
      '{
        "qualities": ["standard"], "formats": ["mp4"], "seed": true, "negativePrompt": false,
        "maxCount": 4, "maxPromptLength": 2000,
        "video": {"durations": [5], "resolutions": ["720p"], "fps": [16]}
      }',
      '{"720p": 3}',
      '{
        "seed": "seed", "maxSeed": 2147483647, "aspectRatio": "aspect_ratio", "resolution": "resolution",
        "frames": {"name": "num_frames", "perSecond": 16, "more": 1}, "fps": "frames_per_second",
        "usdPerVideoSecond": {"720p": 0.03}
      }'),
    ('replicate/wan-2.2-i2v-fast', 'wan-video/wan-2.2-i2v-fast', 'video', 'film', 'WAN 2.2 (picture)',
      'An open film model that sets a picture in motion.', 56,
      '{
        "qualities": ["standard"], "formats": ["mp4"], "seed": true, "negativePrompt": false,
        "maxCount": 4, "maxPromptLength": 2000,
        "video": {
          "durations": [5], "resolutions": ["720p"], "fps": [16], "firstFrame": "required", "lastFrame": true
        }
      }',
      '{"720p": 3}',
      '{
        "seed": "seed", "maxSeed": 2147483647, "firstFrame": "image", "lastFrame": "last_image",
        "resolution": "resolution", "frames": {"name": "num_frames", "perSecond": 16, "more": 1},
        "fps": "frames_per_second", "usdPerVideoSecond": {"720p": 0.03}
      }')
)
insert into public.api_models (
  id, provider, vendor_model, task, name, description, is_ai, position, capabilities, prices, parameters
)
select m.id, split_part(m.id, '/', 1), m.vendor_model, m.task, m.name, m.description, true, m.position,
    m.capabilities || jsonb_build_object('sizes', s.sizes), m.prices, m.parameters
  from models as m
  join shapes as s on s.shape = m.shape
on conflict (id) do nothing;
