-- Providers, models and prices. Run again, it brings the rows up to date; what an operator switched off stays off.
--
-- `capabilities` and `prices` are those of contract/models.ts; `parameters` is what the provider's adapter reads
-- (backend/providers/<vendor>). A credit is about a US cent: prices are what the vendor takes for the dearest size
-- the model has here, rounded up.

insert into public.api_providers (id, name, website, position) values
  ('draft', 'Draft', null, 0),
  ('local', 'This machine', null, 3),
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
      "seed": true, "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000,
      "parameters": {
        "outputQuality": {"min": 1, "max": 100, "default": 90},
        "strength": {"min": 0.1, "max": 1, "default": 0.6, "step": 0.05}
      },
      "customSize": {"min": 256, "max": 2048, "step": 8},
      "sourceModes": ["vary", "edit", "inpaint", "outpaint"], "editMasks": true, "maxReferences": 4
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
      "customSize": {"min": 512, "max": 2560, "step": 16},
      "qualities": ["draft", "standard", "high"], "formats": ["webp", "png", "jpeg"],
      "seed": false, "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000,
      "parameters": {"outputQuality": {"min": 1, "max": 100, "default": 100}},
      "sourceModes": ["vary", "edit", "inpaint", "outpaint"], "editMasks": true, "maxReferences": 15
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
      "customSize": {"min": 512, "max": 2560, "step": 16},
      "qualities": ["draft", "standard", "high"], "formats": ["webp", "png", "jpeg"],
      "seed": false, "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000,
      "parameters": {"outputQuality": {"min": 1, "max": 100, "default": 100}},
      "sourceModes": ["vary", "edit", "inpaint", "outpaint"], "editMasks": true, "maxReferences": 15
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
      "seed": false, "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000,
      "parameters": {"outputQuality": {"min": 1, "max": 100, "default": 100}},
      "sourceModes": ["vary", "edit", "inpaint", "outpaint"], "editMasks": true, "maxReferences": 15
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
      "seed": false, "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000,
      "parameters": {"outputQuality": {"min": 1, "max": 100, "default": 100}},
      "sourceModes": ["vary", "edit", "inpaint", "outpaint"], "editMasks": true, "maxReferences": 15
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
      "seed": true, "negativePrompt": false, "maxCount": 10, "maxPromptLength": 2000,
      "parameters": {
        "steps": {"min": 1, "max": 50, "default": 28},
        "guidance": {"min": 1, "max": 10, "default": 3, "step": 0.5},
        "outputQuality": {"min": 1, "max": 100, "default": 95},
        "strength": {"min": 0.1, "max": 1, "default": 0.8, "step": 0.05}
      },
      "sourceModes": ["vary"]
    }',
    '{"draft": 3, "standard": 3, "high": 3}',
    '{
      "prompt": "prompt", "seed": "seed", "maxSeed": 2147483647, "aspectRatio": "aspect_ratio",
      "format": {"name": "output_format", "values": {"jpeg": "jpg"}},
      "quality": {"name": "num_inference_steps", "values": {"draft": 16, "standard": 28, "high": 50}},
      "image": "image", "strength": "prompt_strength", "steps": "num_inference_steps", "guidance": "guidance",
      "outputQuality": "output_quality", "extra": {"num_outputs": 1, "output_quality": 95, "megapixels": "1"}, "usdPerImage": 0.025
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
      "seed": true, "negativePrompt": true, "maxCount": 10, "maxPromptLength": 2000,
      "parameters": {
        "steps": {"min": 1, "max": 100, "default": 40},
        "guidance": {"min": 1, "max": 20, "default": 7.5, "step": 0.5},
        "strength": {"min": 0.1, "max": 1, "default": 0.8, "step": 0.05}
      },
      "customSize": {"min": 512, "max": 1536, "step": 8}, "sourceModes": ["vary", "inpaint", "outpaint"]
    }',
    '{"draft": 1, "standard": 1, "high": 2}',
    '{
      "prompt": "prompt", "negativePrompt": "negative_prompt", "seed": "seed", "maxSeed": 2147483647,
      "width": "width", "height": "height", "image": "image", "mask": "mask", "strength": "prompt_strength",
      "steps": "num_inference_steps", "guidance": "guidance_scale",
      "quality": {"name": "num_inference_steps", "values": {"draft": 20, "standard": 40, "high": 60}},
      "extra": {"num_outputs": 1, "apply_watermark": false}, "usdPerSecond": 0.000975
    }'
  )
on conflict (id) do update set
  vendor_model = excluded.vendor_model, name = excluded.name, description = excluded.description,
  is_ai = excluded.is_ai, position = excluded.position, capabilities = excluded.capabilities,
  prices = excluded.prices, parameters = excluded.parameters, updated_at = now();

-- Models of videos. `sizes` are those at 720p; prices of a second stand under the resolution, or under the quality.
insert into public.api_models (
  id, provider, vendor_model, task, name, description, is_ai, position, capabilities, prices, parameters
) values
  (
    'draft/film', 'draft', 'film', 'video', 'Draft film (no AI)',
    'The picture that Draft paints, or one of yours, set in motion on this machine. Free, without a network.',
    false, 0,
    '{
      "sizes": {
        "1:1": {"width": 720, "height": 720}, "16:9": {"width": 1280, "height": 720},
        "9:16": {"width": 720, "height": 1280}, "4:3": {"width": 960, "height": 720},
        "3:4": {"width": 720, "height": 960}, "3:2": {"width": 1080, "height": 720},
        "2:3": {"width": 720, "height": 1080}, "21:9": {"width": 1680, "height": 720}
      },
      "qualities": ["draft", "standard"], "formats": ["mp4", "webm", "gif"],
      "seed": true, "negativePrompt": false, "maxCount": 4, "maxPromptLength": 2000,
      "video": {
        "durations": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30],
        "resolutions": ["720p", "1080p"], "fps": [24, 30, 60], "firstFrame": "optional", "needsPrompt": true, "audio": true,
        "motions": [
          "zoom_in", "zoom_out", "pan_left", "pan_right", "pan_up", "pan_down", "ken_burns", "drift", "pulse", "fade"
        ]
      }
    }',
    '{"draft": 0, "standard": 0}', '{}'
  ),
  (
    'local/motion', 'local', 'motion', 'video', 'Camera moves',
    'Moves a picture of yours: zoom, pan, ken burns and more, by ffmpeg on this machine. Free, without a network.',
    false, 1,
    '{
      "sizes": {
        "1:1": {"width": 720, "height": 720}, "16:9": {"width": 1280, "height": 720},
        "9:16": {"width": 720, "height": 1280}, "4:3": {"width": 960, "height": 720},
        "3:4": {"width": 720, "height": 960}, "3:2": {"width": 1080, "height": 720},
        "2:3": {"width": 720, "height": 1080}, "21:9": {"width": 1680, "height": 720}
      },
      "qualities": ["standard"], "formats": ["mp4", "webm", "gif"],
      "seed": false, "negativePrompt": false, "maxCount": 4, "maxPromptLength": 2000,
      "video": {
        "durations": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30],
        "resolutions": ["720p", "1080p", "4k"], "fps": [24, 30, 60], "firstFrame": "required", "needsPrompt": false, "audio": true,
        "motions": [
          "zoom_in", "zoom_out", "pan_left", "pan_right", "pan_up", "pan_down", "ken_burns", "drift", "pulse", "fade"
        ]
      }
    }',
    '{"standard": 0}', '{}'
  )
on conflict (id) do update set
  vendor_model = excluded.vendor_model, task = excluded.task, name = excluded.name, description = excluded.description,
  is_ai = excluded.is_ai, position = excluded.position, capabilities = excluded.capabilities,
  prices = excluded.prices, parameters = excluded.parameters, updated_at = now();

-- Which negative prompts and weights a model takes, and which content modes its maker allows.
update public.api_models set model_type = 'replicate-sdxl', content_modes = '{sfw,nsfw}'
  where id = 'replicate/sdxl' and model_type is null;
update public.api_models set content_modes = '{sfw,nsfw}' where id = 'draft/studio' and content_modes = '{sfw}';

insert into public.plans (id, name, description, kind, tier, price_cents, currency, period, credits, features, position) values
  ('free', 'Free', 'To look around, and for whoever works with keys of their own.', 'subscription', 'free', 0, 'eur', 'month',
    0, '["100 credits to begin with", "Local library without limits", "Your own provider keys"]', 0),
  ('pro-month', 'Pro', 'For one person who makes pictures most days.', 'subscription', 'pro', 1900, 'eur', 'month',
    2000, '["2,000 credits a month", "Your jobs come first", "1,000 waiting jobs"]', 10),
  ('pro-year', 'Pro, by the year', 'Two months of twelve are free.', 'subscription', 'pro', 19000, 'eur', 'year',
    24000, '["24,000 credits a year", "Your jobs come first", "1,000 waiting jobs"]', 11),
  ('enterprise-month', 'Enterprise', 'For teams and studios.', 'subscription', 'enterprise', 9900, 'eur', 'month',
    12000, '["12,000 credits a month", "Before all others in the queue", "5,000 waiting jobs"]', 20),
  ('credits-500', '500 credits', 'About 250 pictures of standard quality.', 'credits', null, 600, 'eur', null, 500, '[]', 30),
  ('credits-2500', '2,500 credits', 'A sixth more for the price.', 'credits', null, 2500, 'eur', null, 2500, '[]', 31)
on conflict (id) do update set
  name = excluded.name, description = excluded.description, kind = excluded.kind, tier = excluded.tier,
  price_cents = excluded.price_cents, currency = excluded.currency, period = excluded.period,
  credits = excluded.credits, features = excluded.features, position = excluded.position;
