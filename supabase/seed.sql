-- Providers, models and prices. Run again, it brings the rows up to date; what an operator switched off stays off.
--
-- `capabilities` and `prices` are those of contract/models.ts; `parameters` is what the provider's adapter reads
-- (backend/providers/<vendor>). A credit is about a US cent: prices are what the vendor takes for the dearest size
-- the model has here, rounded up.

insert into public.api_providers (id, name, website, position) values
  ('draft', 'Draft', null, 0),
  ('openai', 'OpenAI', 'https://platform.openai.com/api-keys', 1),
  ('replicate', 'Replicate', 'https://replicate.com/account/api-tokens', 2)
on conflict (id) do update set
  name = excluded.name, website = excluded.website, position = excluded.position, updated_at = now();

insert into public.api_models (
  id, provider, vendor_model, name, description, is_ai, position, capabilities, prices, parameters
) values
  (
    'draft/studio', 'draft', 'studio', 'Draft (no AI)',
    'Drawn on this machine by arithmetic, not by a model: instant, free, without a network.',
    false, 0,
    '{
      "sizes": {
        "1:1": {"width": 1024, "height": 1024}, "16:9": {"width": 1344, "height": 756},
        "9:16": {"width": 756, "height": 1344}, "4:3": {"width": 1184, "height": 888},
        "3:4": {"width": 888, "height": 1184}, "3:2": {"width": 1248, "height": 832},
        "2:3": {"width": 832, "height": 1248}, "21:9": {"width": 1568, "height": 672}
      },
      "qualities": ["draft", "standard", "high"], "formats": ["webp", "png", "jpeg"],
      "seed": true, "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000
    }',
    '{"draft": 0, "standard": 0, "high": 0}', '{}'
  ),
  -- Sizes of 2.5 are free: both sides divisible by 16 (openai, images.generate, `size`).
  (
    'openai/gpt-image-2.5-flare', 'openai', 'gpt-image-2.5-flare', 'GPT Image 2.5 Flare',
    'OpenAI''s fast image model.',
    true, 10,
    '{
      "sizes": {
        "1:1": {"width": 1024, "height": 1024}, "16:9": {"width": 1536, "height": 864},
        "9:16": {"width": 864, "height": 1536}, "4:3": {"width": 1280, "height": 960},
        "3:4": {"width": 960, "height": 1280}, "3:2": {"width": 1536, "height": 1024},
        "2:3": {"width": 1024, "height": 1536}, "21:9": {"width": 1680, "height": 720}
      },
      "qualities": ["draft", "standard", "high"], "formats": ["webp", "png", "jpeg"],
      "seed": false, "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000
    }',
    '{"draft": 1, "standard": 6, "high": 22}', '{"usdPerMillionTokens": {"textIn": 5, "imageOut": 30}}'
  ),
  (
    'openai/gpt-image-2.5-sunburst', 'openai', 'gpt-image-2.5-sunburst', 'GPT Image 2.5 Sunburst',
    'OpenAI''s most precise image model. Slower.',
    true, 11,
    '{
      "sizes": {
        "1:1": {"width": 1024, "height": 1024}, "16:9": {"width": 1536, "height": 864},
        "9:16": {"width": 864, "height": 1536}, "4:3": {"width": 1280, "height": 960},
        "3:4": {"width": 960, "height": 1280}, "3:2": {"width": 1536, "height": 1024},
        "2:3": {"width": 1024, "height": 1536}, "21:9": {"width": 1680, "height": 720}
      },
      "qualities": ["draft", "standard", "high"], "formats": ["webp", "png", "jpeg"],
      "seed": false, "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000
    }',
    '{"draft": 1, "standard": 6, "high": 22}', '{"usdPerMillionTokens": {"textIn": 5, "imageOut": 30}}'
  ),
  (
    'openai/gpt-image-1.5', 'openai', 'gpt-image-1.5', 'GPT Image 1.5',
    'OpenAI''s earlier image model, in three fixed sizes.',
    true, 12,
    '{
      "sizes": {
        "1:1": {"width": 1024, "height": 1024}, "3:2": {"width": 1536, "height": 1024},
        "2:3": {"width": 1024, "height": 1536}
      },
      "qualities": ["draft", "standard", "high"], "formats": ["webp", "png", "jpeg"],
      "seed": false, "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000
    }',
    '{"draft": 2, "standard": 5, "high": 20}', '{"usdPerMillionTokens": {"textIn": 5, "imageOut": 32}}'
  ),
  (
    'openai/gpt-image-1-mini', 'openai', 'gpt-image-1-mini', 'GPT Image 1 mini',
    'OpenAI''s cheapest image model, in three fixed sizes.',
    true, 13,
    '{
      "sizes": {
        "1:1": {"width": 1024, "height": 1024}, "3:2": {"width": 1536, "height": 1024},
        "2:3": {"width": 1024, "height": 1536}
      },
      "qualities": ["draft", "standard", "high"], "formats": ["webp", "png", "jpeg"],
      "seed": false, "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000
    }',
    '{"draft": 1, "standard": 2, "high": 6}', '{"usdPerMillionTokens": {"textIn": 2, "imageOut": 8}}'
  ),
  (
    'replicate/flux-schnell', 'replicate', 'black-forest-labs/flux-schnell', 'FLUX.1 schnell',
    'Black Forest Labs'' fastest open model: a picture in a second or two.',
    true, 20,
    '{
      "sizes": {
        "1:1": {"width": 1024, "height": 1024}, "16:9": {"width": 1344, "height": 768},
        "9:16": {"width": 768, "height": 1344}, "4:3": {"width": 1152, "height": 896},
        "3:4": {"width": 896, "height": 1152}, "3:2": {"width": 1216, "height": 832},
        "2:3": {"width": 832, "height": 1216}, "21:9": {"width": 1536, "height": 640}
      },
      "qualities": ["draft", "standard"], "formats": ["webp", "png", "jpeg"],
      "seed": true, "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000
    }',
    '{"draft": 1, "standard": 1}',
    '{
      "prompt": "prompt", "seed": "seed", "maxSeed": 2147483647, "aspectRatio": "aspect_ratio",
      "format": {"name": "output_format", "values": {"jpeg": "jpg"}},
      "quality": {"name": "num_inference_steps", "values": {"draft": 2, "standard": 4}},
      "extra": {"num_outputs": 1, "output_quality": 95, "megapixels": "1"}, "usdPerImage": 0.003
    }'
  ),
  (
    'replicate/flux-dev', 'replicate', 'black-forest-labs/flux-dev', 'FLUX.1 dev',
    'Black Forest Labs'' open model for detail and faithful prompts.',
    true, 21,
    '{
      "sizes": {
        "1:1": {"width": 1024, "height": 1024}, "16:9": {"width": 1344, "height": 768},
        "9:16": {"width": 768, "height": 1344}, "4:3": {"width": 1152, "height": 896},
        "3:4": {"width": 896, "height": 1152}, "3:2": {"width": 1216, "height": 832},
        "2:3": {"width": 832, "height": 1216}, "21:9": {"width": 1536, "height": 640}
      },
      "qualities": ["draft", "standard", "high"], "formats": ["webp", "png", "jpeg"],
      "seed": true, "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000
    }',
    '{"draft": 3, "standard": 3, "high": 3}',
    '{
      "prompt": "prompt", "seed": "seed", "maxSeed": 2147483647, "aspectRatio": "aspect_ratio",
      "format": {"name": "output_format", "values": {"jpeg": "jpg"}},
      "quality": {"name": "num_inference_steps", "values": {"draft": 16, "standard": 28, "high": 50}},
      "extra": {"num_outputs": 1, "output_quality": 95, "megapixels": "1"}, "usdPerImage": 0.025
    }'
  ),
  -- A community model is named with its version: https://replicate.com/stability-ai/sdxl/versions
  (
    'replicate/sdxl', 'replicate',
    'stability-ai/sdxl:7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc', 'SDXL',
    'Stability AI''s open model, with negative prompts.',
    true, 22,
    '{
      "sizes": {
        "1:1": {"width": 1024, "height": 1024}, "16:9": {"width": 1344, "height": 768},
        "9:16": {"width": 768, "height": 1344}, "4:3": {"width": 1152, "height": 896},
        "3:4": {"width": 896, "height": 1152}, "3:2": {"width": 1216, "height": 832},
        "2:3": {"width": 832, "height": 1216}, "21:9": {"width": 1536, "height": 640}
      },
      "qualities": ["draft", "standard", "high"], "formats": ["webp", "png", "jpeg"],
      "seed": true, "negativePrompt": true, "maxCount": 10, "maxPromptLength": 2000
    }',
    '{"draft": 1, "standard": 1, "high": 2}',
    '{
      "prompt": "prompt", "negativePrompt": "negative_prompt", "seed": "seed", "maxSeed": 2147483647,
      "width": "width", "height": "height",
      "quality": {"name": "num_inference_steps", "values": {"draft": 20, "standard": 40, "high": 60}},
      "extra": {"num_outputs": 1, "apply_watermark": false}, "usdPerSecond": 0.000975
    }'
  )
on conflict (id) do update set
  vendor_model = excluded.vendor_model, name = excluded.name, description = excluded.description,
  is_ai = excluded.is_ai, position = excluded.position, capabilities = excluded.capabilities,
  prices = excluded.prices, parameters = excluded.parameters, updated_at = now();
