create function euros(amount numeric, code text, on_day date) returns numeric language sql stable parallel safe as $$
    select case when code = 'EUR' then amount else amount / (
        select rate from exchange_rates where currency = code and day <= on_day and day >= on_day - 7 order by day desc limit 1) end
$$;
comment on function euros is 'What an amount is worth in euros by the last rate of the seven days up to that one; null without a rate. For putting offers in order: nobody is shown this number.';

-- The recommender's part in the order of demand: whatever it makes of this view is asked about before what people only seed.
do $$
begin
    if to_regclass('recommendation_items') is null then
        create view recommended_albums as select id as album_id from albums where false;
    else
        create view recommended_albums as select album_id from recommendation_items;
    end if;
end
$$;
comment on view recommended_albums is 'Albums that somebody is recommended at the moment; none where there is no recommender.';
