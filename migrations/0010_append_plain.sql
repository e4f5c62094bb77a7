-- The way most batches take: messages only, all of them new, by members who may write. What differs by message comes in lists; p_by names its
-- author's place in p_authors. The stream's lock comes first, as in append_room. Where anything is not plain (a key that is there already, an
-- author who may not write, a reply to nothing) all of it is undone, o_head is null, and append_room judges each command under a lock of its
-- own: so nothing is looked up that is almost never there. Generic plans along indexes only, for plans are kept for the life of a connection.
create function append_plain(p_room uuid, p_authors uuid[], p_by integer[], p_ids uuid[], p_keys uuid[], p_hashes uuid[], p_texts text[], p_replies uuid[],
  out o_head bigint, out o_no bigint, out o_at text, out o_names json)
language plpgsql volatile
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_count integer := cardinality(p_ids);
  v_at timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_writers integer;
begin
  update streams set last_seq = last_seq + v_count, last_no = last_no + v_count where id = p_room and kind = 'room'
  returning last_seq - v_count, last_no - v_count into o_head, o_no;
  if not found then return; end if;

  -- Lateral subqueries, so that each author is looked up by key, however many members there are.
  select count(*), json_agg(a.name order by w.nth) into v_writers, o_names
  from unnest(p_authors) with ordinality as w (id, nth)
  join lateral (select u.name from accounts u where u.id = w.id and u.disabled_at is null offset 0) a on true
  join lateral (select from members m where m.room_id = p_room and m.user_id = w.id offset 0) m on true
  where exists (select from rooms r where r.id = p_room and r.archived_at is null);
  if v_writers < cardinality(p_authors) then raise sqlstate 'BZ002'; end if;
  if p_replies is not null and exists (
    select from unnest(p_replies) as c (id) where c.id is not null
      and not exists (select from messages o where o.id = c.id and o.room_id = p_room)
  ) then raise sqlstate 'BZ002'; end if;

  insert into messages (room_id, seq, no, id, author_id, text, created_at, reply_to)
  select p_room, o_head + ord, o_no + ord, id, p_authors[by], text, v_at, reply
  from unnest(p_ids, p_by, p_texts, p_replies) with ordinality as c (id, by, text, reply, ord);
  insert into idempotency (author_id, key, hash, room_id, seq, message_id, at)
  select p_authors[by], key, hash, p_room, o_head + ord, id, v_at
  from unnest(p_ids, p_by, p_keys, p_hashes) with ordinality as c (id, by, key, hash, ord) order by 1, 2;
  o_at := iso(v_at);
exception when unique_violation or sqlstate 'BZ002' then
  o_head := null;
end $$;
