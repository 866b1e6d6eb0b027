-- Google's price of Veo 3.1 Fast since April 2026, and its films in 4k. What an operator has priced or narrowed himself stays.

update public.api_models set
    prices = '{"720p": 10, "1080p": 12, "4k": 30}',
    capabilities = jsonb_set(capabilities, '{video,resolutions}', '["720p", "1080p", "4k"]'),
    parameters = jsonb_set(parameters, '{usdPerSecond}', '{"720p": 0.1, "1080p": 0.12, "4k": 0.3}')
  where id = 'google/veo-3.1-fast' and prices = '{"720p": 15, "1080p": 15}'
    and capabilities #> '{video,resolutions}' = '["720p", "1080p"]';
