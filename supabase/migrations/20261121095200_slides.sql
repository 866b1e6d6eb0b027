-- Slides of a carousel: one is made anew alone, and the words over it change without making anything.

-- The item that is there, as it was asked for last, for one more job of it. `Redo` of contract/functions/queue-job.ts.
create function public.redo_slide(p_user uuid, p_body jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  request_id constant uuid := (p_body ->> 'requestId')::uuid;
  parent public.orders;
  slide public.order_items;
  model public.api_models;
  wanted jsonb;
  price integer;
  answer jsonb;
begin
  answer := private.recall(p_user, request_id, p_body);
  if answer is not null then
    return answer;
  end if;
  perform private.lock_order(p_user, (p_body ->> 'orderId')::uuid);
  select * into parent from public.orders where id = (p_body ->> 'orderId')::uuid;
  select * into slide from public.order_items
    where id = (p_body ->> 'itemId')::uuid and order_id = parent.id and type = 'slide';
  if not found then
    perform private.refuse('not_found', 'There is no such slide in this order.');
  end if;
  perform from public.profiles where id = p_user for no key update;
  model := private.fitting_model(parent.request);
  perform private.check_inputs(p_user, parent.request);
  select jsonb_strip_nulls(jsonb_build_object(
      'itemId', slide.id, 'jobId', p_body -> 'jobId', 'seed', p_body -> 'seed', 'brief', p_body -> 'brief',
      'prompt', coalesce(p_body -> 'prompt', j.payload -> 'prompt'), 'text', slide.text::jsonb))
    into wanted
    from public.jobs as j where j.item_id = slide.id order by j.created_at desc, j.id desc limit 1;
  if char_length(wanted ->> 'prompt') > (model.capabilities ->> 'maxPromptLength')::integer then
    perform private.refuse('invalid_input', 'The model cannot do this.', jsonb_build_object('field', 'prompt'));
  end if;
  perform private.check_content(p_user, wanted ->> 'prompt', parent.content_mode, model.content_modes);
  price := private.job_price(model, parent.request);
  if price > (p_body ->> 'quote')::integer then
    perform private.refuse('conflict', 'The price has risen.', jsonb_build_object('credits', price));
  end if;
  perform private.check_quota(p_user, 1, 'carousel', price);
  -- Without a seed of its own another is drawn: the same would be the same picture.
  perform private.insert_job(p_user, parent.id, parent.request - 'seed', wanted, slide.sequence, model);
  update public.orders set quote = quote + price where id = parent.id;
  perform private.settle_order(parent.id);
  return private.remember(p_user, request_id, private.order_answer(parent.id));
exception
  when unique_violation then
    perform private.refuse('conflict', 'One of these ids is taken.');
end
$$;

-- The words over a slide. Whoever says the same again changes nothing.
create function public.set_slide_text(p_user uuid, p_order uuid, p_item uuid, p_text jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  parent public.orders;
begin
  perform private.lock_order(p_user, p_order);
  select * into parent from public.orders where id = p_order;
  perform private.check_content(p_user, p_text::text, parent.content_mode, array['sfw', 'nsfw']);
  update public.order_items set text = p_text::text where id = p_item and order_id = p_order and type = 'slide';
  if not found then
    perform private.refuse('not_found', 'There is no such slide in this order.');
  end if;
  return private.order_answer(p_order);
end
$$;

revoke execute on function public.redo_slide(uuid, jsonb), public.set_slide_text(uuid, uuid, uuid, jsonb) from public, anon, authenticated;
grant execute on function public.redo_slide(uuid, jsonb), public.set_slide_text(uuid, uuid, uuid, jsonb) to service_role;
