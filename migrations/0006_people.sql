-- Rule: the streams a transaction needs are locked first, before any other row.

-- Appends the same type of event to the system stream for each body. Answers the new head, null where there was nothing to say.
create function append_system(p_type text, p_bodies jsonb[]) returns bigint language plpgsql volatile as $$
declare v_head bigint;
begin
  if coalesce(cardinality(p_bodies), 0) = 0 then return null; end if;
  update streams set last_seq = last_seq + cardinality(p_bodies) where id = system_stream() returning last_seq into v_head;
  insert into events (stream_id, seq, type, body)
  select system_stream(), v_head - cardinality(p_bodies) + ord, p_type, body from unnest(p_bodies) with ordinality as b (body, ord);
  return v_head;
end $$;

create function lock_system() returns void language sql volatile as
$$ select from streams where id = system_stream() for no key update $$;

create function create_account(p_id uuid, p_email text, p_name text, p_password_hash text, p_role text) returns setof accounts language plpgsql volatile as $$
declare v_account accounts;
begin
  insert into accounts (id, email, name, password_hash, role) values (p_id, p_email, p_name, p_password_hash, p_role)
  on conflict do nothing returning * into v_account;
  if v_account.id is null then return; end if;
  insert into streams (id, kind) values (p_id, 'user');
  return next v_account;
end $$;

create function set_role(p_id uuid, p_role text) returns bigint language plpgsql volatile as $$
begin
  perform lock_system();
  update accounts set role = p_role where id = p_id and role <> p_role;
  if not found then return null; end if;
  return append_system('user.role', array[jsonb_build_object('userId', p_id, 'role', p_role)]);
end $$;

-- Ends one device, or every device of an account but one.
create function revoke_devices(p_account uuid, p_device uuid, p_except uuid) returns bigint language plpgsql volatile as $$
declare v_bodies jsonb[];
begin
  perform lock_system();
  with dead as (
    update devices set revoked_at = clock_timestamp()
    where revoked_at is null and (id = p_device or (account_id = p_account and id is distinct from p_except)) returning id
  )
  select array_agg(jsonb_build_object('deviceId', id)) into v_bodies from dead;
  return append_system('device.revoked', v_bodies);
end $$;

create function set_disabled(p_id uuid, p_disabled boolean) returns bigint language plpgsql volatile as $$
declare v_head bigint;
begin
  perform lock_system();
  update accounts set disabled_at = case when p_disabled then clock_timestamp() end where id = p_id and (disabled_at is not null) <> p_disabled;
  if not found then return null; end if;
  v_head := append_system(case when p_disabled then 'user.disabled' else 'user.enabled' end, array[jsonb_build_object('userId', p_id)]);
  -- The devices die too: enabling the account again must not wake their tokens.
  if p_disabled then v_head := coalesce(revoke_devices(p_id, null, null), v_head); end if;
  return v_head;
end $$;

create function set_password(p_id uuid, p_password_hash text, p_except uuid) returns bigint language plpgsql volatile as $$
declare v_head bigint;
begin
  v_head := revoke_devices(p_id, null, p_except);
  update accounts set password_hash = p_password_hash where id = p_id;
  return v_head;
end $$;

create function open_device(p_id uuid, p_account uuid, p_name text, p_refresh_hash text, p_ttl_ms double precision) returns void language sql volatile as $$
  with device as (insert into devices (id, account_id, name) values (p_id, p_account, p_name))
  select;
  insert into refresh_tokens (hash, device_id, expires_at) values (p_refresh_hash, p_id, clock_timestamp() + p_ttl_ms * interval '1 millisecond');
$$;

-- Spends a refresh token. Of two that spend the same one at once the second waits for the first and is then a reuse, which ends the device.
create function rotate_refresh(p_spent text, p_next text, p_ttl_ms double precision, out o_reason text, out o_user uuid, out o_device uuid, out o_head bigint)
language plpgsql volatile as $$
declare
  v_token refresh_tokens;
  v_account accounts;
begin
  update refresh_tokens set spent_at = clock_timestamp() where hash = p_spent and spent_at is null returning * into v_token;
  if not found then
    select * into v_token from refresh_tokens where hash = p_spent;
    if not found then o_reason := 'unknown'; return; end if;
    o_reason := 'reused';
    o_head := revoke_devices(null, v_token.device_id, null);
    return;
  end if;
  update devices set last_seen_at = clock_timestamp() where id = v_token.device_id and revoked_at is null returning account_id, id into o_user, o_device;
  if not found then o_reason := 'revoked'; return; end if;
  select * into v_account from accounts where id = o_user;
  if v_account.disabled_at is not null then o_reason := 'disabled'; return; end if;
  if v_token.expires_at <= clock_timestamp() then o_reason := 'expired'; return; end if;
  insert into refresh_tokens (hash, device_id, expires_at) values (p_next, o_device, clock_timestamp() + p_ttl_ms * interval '1 millisecond');
end $$;
