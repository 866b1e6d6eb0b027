-- What may be asked for. Two content modes: sfw, and nsfw behind the age check and the safety level. Some things are
-- refused whatever the setting: minors in anything sexual, and sexual pictures of real people.

insert into public.system_config (key, value, description) values
  ('content_terms', '{
    "explicit": ["nsfw", "nude", "nudes", "nudity", "naked", "porn", "pornographic", "hentai", "explicit sex", "sexual",
      "sex scene", "erotic", "erotica", "topless", "genitals", "lingerie photoshoot", "nue?s?", "érotique", "sexuel(le)?s?"],
    "minor": ["child", "children", "kid", "kids", "toddler", "baby", "infant", "minor", "minors", "underage", "teen",
      "teens", "teenager", "teenagers", "preteen", "loli", "lolita", "shota", "schoolgirl", "schoolboy", "little girl",
      "little boy", "young girl", "young boy", "enfants?", "fillette", "mineure?s?", "collégien(ne)?s?", "lycéen(ne)?s?",
      "adolescente?s?", "([1-9]|1[0-7])[ -]?(years?[ -]old|yo|y/o|ans)"],
    "real_person": ["celebrity", "celebrities", "politician", "my (ex|boss|teacher|neighbou?r|coworker|classmate)",
      "deepfake", "real person", "look ?alike of", "célébrité", "vraie personne"]
  }', 'Words, as regular expressions between word boundaries, by which a prompt''s content is recognised.')
on conflict (key) do nothing;

create function private.mentions(p_text text, p_kind text)
returns boolean
language sql
stable
set search_path = ''
as $$
  -- Compatibility forms and what only hides letters are taken off first: "ｎｕｄｅ" and "n.u" tricks stay few.
  select exists (
    select from jsonb_array_elements_text(private.config('content_terms', '{}') -> p_kind) as term
      where regexp_replace(normalize(p_text, nfkc), '[\u00ad\u200b-\u200f\u2060\ufeff]', '', 'g') ~* ('\m(' || term || ')\M')
  )
$$;

-- `sfw` or `nsfw`, by the words of a prompt.
create function public.content_mode_of(p_prompt text)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select case when private.mentions(coalesce(p_prompt, ''), 'explicit') then 'nsfw' else 'sfw' end
$$;

-- Answers the mode a prompt is made in: what was asked for, or nsfw where its words say so. Raises `content_refused` with
-- details.reason: minor, real_person, age, safety_level or model.
create function private.check_content(p_user uuid, p_prompt text, p_mode text, p_model_modes text[])
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  mode constant text := case
    when p_mode = 'nsfw' or public.content_mode_of(p_prompt) = 'nsfw' then 'nsfw' else 'sfw'
  end;
  me public.profiles;
  reason text;
begin
  if p_mode is not null and p_mode not in ('sfw', 'nsfw') then
    perform private.refuse('invalid_input', 'A content mode is sfw or nsfw.', '{"field": "contentMode"}');
  end if;
  if mode = 'sfw' then
    return mode;
  end if;
  select * into me from public.profiles where id = p_user;
  reason := case
    when private.mentions(p_prompt, 'minor') then 'minor'
    when private.mentions(p_prompt, 'real_person') then 'real_person'
    when not me.age_verified then 'age'
    when me.ai_safety_level <> 'relaxed' then 'safety_level'
    when not 'nsfw' = any (p_model_modes) then 'model'
  end;
  if reason is not null then
    perform private.refuse('content_refused', 'This content is not made here.', jsonb_build_object('reason', reason));
  end if;
  return mode;
end
$$;

-- The same check for functions that talk or enhance and never enqueue.
create function public.check_content(p_user uuid, p_prompt text, p_mode text default 'sfw')
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select private.check_content(p_user, p_prompt, p_mode, array['sfw', 'nsfw'])
$$;
