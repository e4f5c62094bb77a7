-- Two questions whose cost grew with everything there is: the rooms of one person, and which of a few people are members. In PL/pgSQL and along
-- indexes only, as the other reading functions: their plans are kept for the life of a connection.

create index rooms_open on rooms (id) where visibility = 'open' and archived_at is null;

-- The rooms a person is in, and open ones, by id. Each kind is read from its own index: whatever rooms others have is not looked at.
create function list_rooms(p_user uuid, p_after uuid, p_limit integer) returns table (id uuid, room json) language plpgsql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
begin
  return query
  select r.id, viewed_room(r, s, m) from (
    (select m.room_id as id from members m where m.user_id = p_user and m.room_id > p_after order by m.room_id limit p_limit)
    union
    (select o.id from rooms o where o.visibility = 'open' and o.archived_at is null and o.id > p_after order by o.id limit p_limit)
    order by 1 limit p_limit
  ) l
  join rooms r on r.id = l.id join streams s on s.id = l.id left join members m on m.room_id = l.id and m.user_id = p_user
  order by r.id;
end $$;

-- Those of the people who are members, and whose accounts are in use. Lateral, so that each is looked up by key.
create function members_among(p_room uuid, p_users uuid[]) returns table (id uuid, name text) language plpgsql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
begin
  return query
  select a.id, a.name from (select distinct u from unnest(p_users) u) w
  join lateral (select from members m where m.room_id = p_room and m.user_id = w.u offset 0) m on true
  join lateral (select c.id, c.name from accounts c where c.id = w.u and c.disabled_at is null offset 0) a on true
  order by a.id;
end $$;
