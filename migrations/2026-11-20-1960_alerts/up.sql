create table alert_settings (
    user_id bigint constraint alert_settings_pkey primary key constraint alert_settings_user_id_fkey references users (id) on delete cascade,
    by_mail boolean not null default false,
    ntfy_topic text constraint alert_settings_ntfy_topic_check check (ntfy_topic ~ '^[A-Za-z0-9_-]{1,64}$'),
    webhook_url text,
    sealed_webhook_secret text,
    updated_at timestamptz not null,
    constraint alert_settings_webhook_check check ((webhook_url is null) = (sealed_webhook_secret is null))
);
comment on table alert_settings is 'By which ways a person is told of prices, beside the list and the subscription.';
comment on column alert_settings.sealed_webhook_secret is 'What their webhook''s messages are signed with.';

create table alerts (
    id bigint generated always as identity constraint alerts_pkey primary key,
    user_id bigint not null constraint alerts_user_id_fkey references users (id) on delete cascade,
    wantlist_item_id bigint not null constraint alerts_wantlist_item_id_fkey references wantlist_items (id) on delete cascade,
    release_id bigint not null,
    price_id bigint not null,
    provider text not null,
    offer text not null,
    reason text not null constraint alerts_reason_check check (reason in ('ceiling', 'bargain')),
    found_at timestamptz not null
);
create unique index alerts_offer_key on alerts (wantlist_item_id, release_id, provider, offer);
create index alerts_found_at_idx on alerts (wantlist_item_id, found_at);
create index alerts_user_id_idx on alerts (user_id, found_at desc, id desc);
comment on table alerts is 'Offers that somebody was told of, for ever: nobody is told of one twice, whatever was restored or sent again.';
comment on column alerts.price_id is 'The offer as it was stored then; it may be gone, or not to be shown any more. No price is kept here.';
comment on column alerts.offer is 'The provider''s own name for the offer; where one name stands for all offers, with a hash of the price.';

create table alert_deliveries (
    id bigint generated always as identity constraint alert_deliveries_pkey primary key,
    alert_id bigint not null constraint alert_deliveries_alert_id_fkey references alerts (id) on delete cascade,
    channel text not null constraint alert_deliveries_channel_check check (channel in ('mail', 'ntfy', 'webhook')),
    sent_at timestamptz,
    problem text,
    constraint alert_deliveries_channel_key unique (alert_id, channel)
);
comment on table alert_deliveries is 'Each way by which an alert goes out: ordered with it, in one transaction, and repeated by itself.';
comment on column alert_deliveries.problem is 'Why it has not been sent so far.';

create table price_news (
    id bigint generated always as identity constraint price_news_pkey primary key,
    album_id bigint not null,
    due_at timestamptz not null default now()
);
create index price_news_due_at_idx on price_news (due_at);
comment on table price_news is 'Albums on wantlists of which something has changed about prices or wishes since somebody last looked.';
comment on column price_news.due_at is 'Not looked at before: while an item is to be quiet.';

create function note_price_news() returns trigger language plpgsql as $$
declare
    noted bigint;
begin
    if current_setting('vinilogy.best_prices', true) = 'later' then
        return null;
    end if;
    if tg_op = 'INSERT' then
        insert into price_news (album_id)
        select distinct r.album_id from new_rows as n join releases as r on r.id = n.release_id
        where exists (select from wantlist_items as w where w.album_id = r.album_id);
    else
        insert into price_news (album_id)
        select distinct r.album_id from old_rows as o join new_rows as n using (id) join releases as r on r.id = n.release_id
        where (o.country, o.ships_from, o.currency, o.amount, o.shipping_cost, o.confidence)
                is distinct from (n.country, n.ships_from, n.currency, n.amount, n.shipping_cost, n.confidence)
            and exists (select from wantlist_items as w where w.album_id = r.album_id);
    end if;
    get diagnostics noted = row_count;
    if noted > 0 then
        perform pg_notify('alerts', 'news');
    end if;
    return null;
end
$$;
comment on function note_price_news is 'Notes wanted albums whose offers have changed, and tells whoever looks for alerts.';

create function note_wish_news() returns trigger language plpgsql as $$
begin
    insert into price_news (album_id) values (new.album_id);
    perform pg_notify('alerts', 'news');
    return null;
end
$$;
comment on function note_wish_news is 'Notes that something is wanted at another price: there may be an offer already.';

create trigger prices_inserted_news after insert on prices referencing new table as new_rows
    for each statement execute function note_price_news();
create trigger prices_updated_news after update on prices referencing old table as old_rows new table as new_rows
    for each statement execute function note_price_news();
create trigger wantlist_items_inserted_news after insert on wantlist_items for each row
    when (new.max_amount is not null) execute function note_wish_news();
create trigger wantlist_items_updated_news after update on wantlist_items for each row
    when (new.max_amount is not null and (new.max_amount, new.max_currency) is distinct from (old.max_amount, old.max_currency))
    execute function note_wish_news();
