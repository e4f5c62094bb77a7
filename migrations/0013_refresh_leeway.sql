-- The answer to a refresh can be lost on its way, and then only the spent token is in the client's hands. Within the leeway it makes another
-- successor, while the one it made was never used; that one is void from then on. So of a device's tokens at most one is good: the latest.
-- successor: what a spent token made last. rotation: counts what a device was given, so that of two answers the later one is known.
alter table refresh_tokens add column successor text, add column rotation integer not null default 0;

drop function rotate_refresh(text, text, double precision);

-- Spends a refresh token. Whoever spends the same one at once waits at its row. One that is void, or was spent too long ago, or whose successor
-- was used is a reuse: two parties hold it, and the device ends.
create function rotate_refresh(p_spent text, p_next text, p_ttl_ms double precision, p_leeway_ms double precision,
  out o_reason text, out o_user uuid, out o_device uuid, out o_head bigint, out o_rotation integer, out o_repeated boolean)
language plpgsql volatile as $$
declare
  v_token refresh_tokens;
  v_account accounts;
begin
  select * into v_token from refresh_tokens where hash = p_spent for update;
  if not found then o_reason := 'unknown'; return; end if;
  o_rotation := v_token.rotation;
  o_repeated := v_token.spent_at is not null;
  if o_repeated then
    update refresh_tokens set spent_at = clock_timestamp()
    where hash = v_token.successor and spent_at is null and clock_timestamp() < v_token.spent_at + p_leeway_ms * interval '1 millisecond'
    returning rotation into o_rotation;
    if not found then
      o_reason := 'reused';
      o_head := revoke_devices(null, v_token.device_id, null);
      return;
    end if;
  end if;
  o_rotation := o_rotation + 1;
  update refresh_tokens set spent_at = coalesce(spent_at, clock_timestamp()), successor = p_next where hash = p_spent;
  update devices set last_seen_at = clock_timestamp() where id = v_token.device_id and revoked_at is null returning account_id, id into o_user, o_device;
  if not found then o_reason := 'revoked'; return; end if;
  select * into v_account from accounts where id = o_user;
  if v_account.disabled_at is not null then o_reason := 'disabled'; return; end if;
  if v_token.expires_at <= clock_timestamp() then o_reason := 'expired'; return; end if;
  insert into refresh_tokens (hash, device_id, expires_at, rotation) values (p_next, o_device, clock_timestamp() + p_ttl_ms * interval '1 millisecond', o_rotation);
end $$;
