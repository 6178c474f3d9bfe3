create view eligible_offers as
select p.id as price_id, p.release_id, r.album_id, p.amount, coalesce(p.shipping_cost, 0) as shipping,
    coalesce(p.display_until, 'infinity') as display_until,
    concat_ws('|', coalesce(p.ships_from, ''), coalesce(p.country, ''), p.currency,
        case when p.shipping_cost is null then parcel_grams(r.format) end) as lane
from prices as p join releases as r on r.id = p.release_id
where r.is_vinyl and r.withdrawn_at is null and p.confidence >= 0.7;
comment on view eligible_offers is 'The offers that may be somebody''s best price of an album.';
comment on column eligible_offers.lane is 'What decides, beside price and shipping, what an offer comes to: from where, to where, in which currency and, where shipping is reckoned, how heavy. Of two offers of one lane the one that asks less for both lands for less, whatever the destination, the day''s rates and the rules.';

create table album_offers (
    price_id bigint constraint album_offers_pkey primary key,
    album_id bigint not null,
    lane text not null,
    is_leading boolean not null
);
create index album_offers_album_id_idx on album_offers (album_id, lane);
comment on table album_offers is 'The eligible offers of every album in their lanes. The best price of an album is one of the leading ones, for any country, in any currency, at any day''s rates and under any rules, so that none of these changes anything here. Kept by triggers as each transaction commits.';
comment on column album_offers.price_id is 'No foreign keys here and beside: their check would wait for whoever deletes the row, who waits for our turn.';
comment on column album_offers.is_leading is 'No other of the lane asks less for price and shipping and may be shown for as long.';

-- Every row is gone again by the end of the transaction that wrote it.
create unlogged table album_offer_changes (
    id bigint generated always as identity constraint album_offer_changes_pkey primary key,
    xact bigint not null default txid_current(),
    price_ids bigint[],
    release_ids bigint[],
    album_ids bigint[]
);
create index album_offer_changes_xact_idx on album_offer_changes (xact);
comment on table album_offer_changes is 'What the transactions under way have changed about offers.';
comment on column album_offer_changes.album_ids is 'Where the pressings were before.';

create function take_album_turns(albums bigint[]) returns bigint language sql as $$
    select count(pg_advisory_xact_lock(7105, turn))
    from (select distinct (album % 64)::integer as turn from unnest(albums) as album order by turn) as turns
$$;
comment on function take_album_turns is 'Whoever changes what leads the lanes of an album takes turns, up to the end of the transaction; always in one order, so that nobody waits in a circle.';

create function note_price_changes() returns trigger language plpgsql as $$
begin
    if current_setting('vinilogy.best_prices', true) = 'later' then
        return null;
    end if;
    if tg_op = 'INSERT' then
        insert into album_offer_changes (price_ids) select array_agg(id) from new_rows having count(*) > 0;
    elsif tg_op = 'DELETE' then
        insert into album_offer_changes (price_ids) select array_agg(id) from old_rows having count(*) > 0;
    else
        insert into album_offer_changes (price_ids)
        select array_agg(id) from old_rows as o join new_rows as n using (id)
        where (o.release_id, o.country, o.ships_from, o.currency, o.amount, o.shipping_cost, o.display_until, o.confidence)
            is distinct from (n.release_id, n.country, n.ships_from, n.currency, n.amount, n.shipping_cost, n.display_until, n.confidence)
        having count(*) > 0;
    end if;
    return null;
end
$$;
comment on function note_price_changes is 'Notes which offers a statement has changed, unless vinilogy.best_prices says that all will be compared later.';

create function note_release_changes() returns trigger language plpgsql as $$
begin
    if exists (select from prices where release_id = new.id) then
        insert into album_offer_changes (release_ids, album_ids) values (array[new.id], array[old.album_id]);
    end if;
    return null;
end
$$;
comment on function note_release_changes is 'Notes that a pressing with offers has moved to another album, or may be compared no longer, or again.';

create function lead_offers(changed bigint[]) returns void language plpgsql as $$
declare
    in_albums bigint[];
    in_lanes text[];
begin
    with now as materialized (
        select price_id, album_id, lane from eligible_offers where price_id = any(changed)
    ), before as materialized (
        select price_id, album_id, lane from album_offers where price_id = any(changed)
    ), gone as (
        delete from album_offers where price_id in (select price_id from before except select price_id from now)
    ), come as (
        insert into album_offers as o (price_id, album_id, lane, is_leading) select price_id, album_id, lane, false from now
        on conflict (price_id) do update set album_id = excluded.album_id, lane = excluded.lane
            where (o.album_id, o.lane) is distinct from (excluded.album_id, excluded.lane)
    ), touched as (
        select album_id, lane from now union select album_id, lane from before
    )
    select array_agg(album_id), array_agg(lane) into in_albums, in_lanes from touched;
    with offers as materialized (
        select o.price_id, o.album_id, o.lane, o.is_leading, p.amount, coalesce(p.shipping_cost, 0) as shipping,
            coalesce(p.display_until, 'infinity') as display_until
        from unnest(in_albums, in_lanes) as touched (album_id, lane) join album_offers as o using (album_id, lane)
            join prices as p on p.id = o.price_id
    ), ahead as materialized (
        select price_id from offers as o where not exists (select from offers as b where b.album_id = o.album_id and b.lane = o.lane
            and b.amount <= o.amount and b.shipping <= o.shipping and b.display_until >= o.display_until
            and (b.price_id < o.price_id or b.amount < o.amount or b.shipping < o.shipping or b.display_until > o.display_until))
    ), turned as (
        select price_id from offers where is_leading <> (price_id in (select price_id from ahead))
    )
    update album_offers as a set is_leading = not a.is_leading from turned where a.price_id = turned.price_id;
end
$$;
comment on function lead_offers is 'Puts these offers into their lanes, or takes them out, and finds who leads the lanes that they came from and went to: nothing else is looked at. Whoever calls it has taken the albums'' turns.';

create function settle_offers() returns trigger language plpgsql as $$
declare
    prices_changed bigint[];
    releases_changed bigint[];
    albums_before bigint[];
    changed bigint[];
    albums bigint[];
    held bigint[];
begin
    with mine as (delete from album_offer_changes where xact = txid_current() returning price_ids, release_ids, album_ids)
    select (select array_agg(distinct id) from mine, unnest(price_ids) as id),
        (select array_agg(distinct id) from mine, unnest(release_ids) as id), (select array_agg(distinct id) from mine, unnest(album_ids) as id)
    into prices_changed, releases_changed, albums_before;
    -- The first row of a transaction settles for all of them.
    if prices_changed is null and releases_changed is null then
        return null;
    end if;
    loop
        -- Each statement sees what others have committed before it: while we waited for our turn a pressing may have moved, or got an offer.
        select array_agg(id) into changed
        from (select unnest(prices_changed) as id union select id from prices where release_id = any(releases_changed)) as c;
        select array_agg(id order by id) into albums from (
            select r.album_id as id from prices as p join releases as r on r.id = p.release_id where p.id = any(changed)
            union select album_id from album_offers where price_id = any(changed)
            union select unnest(albums_before)) as a;
        exit when albums is null or albums = held;
        perform take_album_turns(albums);
        held := albums;
    end loop;
    perform lead_offers(changed);
    return null;
end
$$;
comment on function settle_offers is 'As a transaction commits: puts what it has changed about offers into the lanes.';

create function lead_all_offers() returns bigint language plpgsql set work_mem = '128MB' as $$
declare
    led bigint;
begin
    perform take_album_turns((select array_agg(turn) from generate_series(0, 63) as turn));
    delete from album_offers;
    with offers as materialized (
        select * from eligible_offers
    ), beaten as (
        select o.price_id from offers as o where exists (select from offers as b where b.album_id = o.album_id and b.lane = o.lane
            and b.amount <= o.amount and b.shipping <= o.shipping and b.display_until >= o.display_until
            and (b.price_id < o.price_id or b.amount < o.amount or b.shipping < o.shipping or b.display_until > o.display_until))
    )
    insert into album_offers (price_id, album_id, lane, is_leading)
    select offers.price_id, album_id, lane, beaten.price_id is null from offers left join beaten using (price_id);
    get diagnostics led = row_count;
    return led;
end
$$;
comment on function lead_all_offers is 'Puts every offer into its lane anew: for what came in with vinilogy.best_prices set to later.';

create trigger prices_inserted after insert on prices referencing new table as new_rows
    for each statement execute function note_price_changes();
create trigger prices_updated after update on prices referencing old table as old_rows new table as new_rows
    for each statement execute function note_price_changes();
create trigger prices_deleted after delete on prices referencing old table as old_rows
    for each statement execute function note_price_changes();
create trigger releases_changed after update on releases for each row
    when (old.album_id <> new.album_id or old.is_vinyl <> new.is_vinyl or (old.withdrawn_at is null) <> (new.withdrawn_at is null)
        or old.format is distinct from new.format)
    execute function note_release_changes();
create constraint trigger album_offer_changes_settle_check after insert on album_offer_changes deferrable initially deferred
    for each row execute function settle_offers();

select lead_all_offers();
